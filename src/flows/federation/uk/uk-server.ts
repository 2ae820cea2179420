/** Calls to a partner's server, and what its statuses mean to us. */

import type { UkSettings } from '../../../core/federation/uk/settings.ts'
import { fail, type Result } from '../../../core/result.ts'
import type { OutboundAnswer, OutboundFailure } from '../../outbound.ts'
import type { FederationPartner, PartnerFailure, PartnerHttp } from '../protocol.ts'

/** A download of a hundred thousand keys. */
const MAX_DOWNLOAD_BYTES = 24 * 1024 * 1024
/** An answer to an upload is a line. */
const MAX_RECEIPT_BYTES = 64 * 1024
const TIMEOUT_MS = 60_000

export class UkServer {
  readonly #http: PartnerHttp
  readonly #partner: Pick<FederationPartner, 'baseUrl' | 'credentials'>
  readonly #settings: Pick<UkSettings, 'pathPrefix' | 'subscribedRegions'>

  constructor(
    http: PartnerHttp,
    partner: Pick<FederationPartner, 'baseUrl' | 'credentials'>,
    settings: Pick<UkSettings, 'pathPrefix' | 'subscribedRegions'>,
  ) {
    this.#http = http
    this.#partner = partner
    this.#settings = settings
  }

  /** The first batch of a date, or the one after a tag, whatever the date is then. */
  async download(date: string, afterTag: string | undefined) {
    const query = new URLSearchParams()
    if (afterTag !== undefined) query.set('batchTag', afterTag)
    const { subscribedRegions } = this.#settings
    if (subscribedRegions.length > 0) query.set('regions', subscribedRegions.join(','))
    const url = this.#url(`/download/${date}${query.size > 0 ? `?${query}` : ''}`)
    return this.#send('GET', url, 'bearerToken', MAX_DOWNLOAD_BYTES)
  }

  /** @param credential name of the token of the registration that sends it */
  async upload(body: Uint8Array<ArrayBuffer>, credential: string) {
    return this.#send('POST', this.#url('/upload'), credential, MAX_RECEIPT_BYTES, body)
  }

  #url = (path: string): string => `${this.#partner.baseUrl}${this.#settings.pathPrefix}${path}`

  async #send(
    method: 'GET' | 'POST',
    url: string,
    credential: string,
    maxBytes: number,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<Result<OutboundAnswer, PartnerFailure>> {
    const token = this.#partner.credentials[credential]
    if (token === undefined) return fail({ reason: 'credentials_missing', isTransient: false })
    const sent = await this.#http.send(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      timeoutMs: TIMEOUT_MS,
      maxBytes,
    })
    return sent.ok ? sent : fail(failureOfCall(sent.failure))
  }
}

function failureOfCall({ reason }: Pick<OutboundFailure, 'reason'>): PartnerFailure {
  if (reason === 'too_large') return { reason: 'answer_too_large', isTransient: false }
  return { reason, isTransient: reason !== 'address_refused' }
}

/** Names of statuses that are neither success nor the server's own fault. */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [400, 'request_refused'],
  [401, 'credentials_refused'],
  [403, 'credentials_refused'],
  [404, 'not_found'],
  [413, 'too_large'],
])
/** Too early, too many, too slow: the same call may work later. */
const LATER: readonly number[] = [408, 425, 429]

export function failureOfStatus(status: number): PartnerFailure {
  if (status >= 500) return { reason: 'server_error', status, isTransient: true }
  if (LATER.includes(status)) return { reason: 'server_busy', status, isTransient: true }
  return { reason: REFUSALS.get(status) ?? 'status_unexpected', status, isTransient: false }
}
