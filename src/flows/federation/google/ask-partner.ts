/** One call of a fetch to a partner, and what its answer means. */

import { signFetchToken } from '../../../core/federation/google/fetch-token.ts'
import {
  FETCH_PATH,
  type FetchCursor,
  type FetchResponse,
  type FetchState,
  FIRST_CURSOR,
  FIRST_STATE,
  MAX_FETCHED_KEYS,
  MAX_NEXT_TOKEN_LENGTH,
  PROTOBUF_TYPE,
} from '../../../core/federation/google/messages.ts'
import { readFetchResponse } from '../../../core/federation/google/read-messages.ts'
import type { GoogleSettings } from '../../../core/federation/google/settings.ts'
import { writeFetchRequest } from '../../../core/federation/google/write-messages.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { OutboundAnswer } from '../../outbound.ts'
import type { PartnerFailure, PartnerHttp } from '../protocol.ts'

export interface GoogleCaller {
  readonly http: PartnerHttp
  readonly baseUrl: string
  readonly settings: GoogleSettings
  readonly signer: { readonly keyId: string; readonly privateKey: CryptoKey }
}

/** 500 keys with a hundred regions each are less. */
const LIMITS = { timeoutMs: 30_000, maxBytes: 2 ** 21 }
const MAX_FAILURE_BYTES = 4096

export async function askPartner(
  { http, baseUrl, settings, signer }: GoogleCaller,
  state: FetchState,
  now: UnixSeconds,
): Promise<
  Result<
    { readonly raw: Uint8Array<ArrayBuffer>; readonly response: FetchResponse },
    PartnerFailure
  >
> {
  const body = writeFetchRequest({
    includeRegions: settings.includeRegions,
    excludeRegions: settings.excludeRegions,
    onlyTravelers: settings.onlyTravelers,
    onlyLocalProvenance: settings.onlyLocalProvenance,
    maxExposureKeys: MAX_FETCHED_KEYS,
    state,
  })
  const sent = await http.send(`${baseUrl}${FETCH_PATH}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signFetchToken(signer, settings, now)}`,
      'content-type': PROTOBUF_TYPE,
      accept: PROTOBUF_TYPE,
    },
    body,
    ...LIMITS,
  })
  if (!sent.ok) {
    const { reason } = sent.failure
    return fail({ reason, isTransient: reason === 'unreachable' || reason === 'timeout' })
  }
  if (sent.value.status !== 200) return fail(failureOf(sent.value))
  const raw = sent.value.body
  const response = readFetchResponse(raw, MAX_FETCHED_KEYS)
  // As may be the page of a proxy that stands before it.
  return response.ok
    ? succeed({ raw, response: response.value })
    : fail({ reason: 'answer_unreadable', status: 200, isTransient: true })
}

/** Refusals that both sides of this protocol know by name; only those are repeated. */
const CODES = ['regions_not_authorized', 'regions_overlap', 'malformed_region', 'cursor_refused']

function failureOf({ status, body }: OutboundAnswer): PartnerFailure {
  if (status >= 500 || status === 408 || status === 429) {
    return { reason: 'partner_unavailable', status, isTransient: true }
  }
  if (status >= 300 && status < 400) return { reason: 'redirected', status, isTransient: false }
  const reason = CODES.find((code) => code === codeOf(body))
  // Whom it lets in is for the partner to set: the same call works once it has.
  if (status === 401) return { reason: 'unauthorized', status, isTransient: true }
  if (status === 403) return { reason: reason ?? 'forbidden', status, isTransient: true }
  return { reason: reason ?? 'refused', status, isTransient: false }
}

function codeOf(body: Uint8Array): unknown {
  if (body.length > MAX_FAILURE_BYTES) return undefined
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof json === 'object' && json !== null && 'code' in json ? json.code : undefined
  } catch {
    return undefined
  }
}

/** @param cursor as it was kept; what can't be read is as good as none */
export function stateOf(cursor: unknown): FetchState {
  if (typeof cursor !== 'object' || cursor === null) return FIRST_STATE
  const { keyCursor, revisedKeyCursor } = cursor as Readonly<Record<string, unknown>>
  return { keyCursor: cursorOf(keyCursor), revisedKeyCursor: cursorOf(revisedKeyCursor) }
}

function cursorOf(kept: unknown): FetchCursor {
  if (typeof kept !== 'object' || kept === null) return FIRST_CURSOR
  const { timestamp, nextToken } = kept as Readonly<Record<string, unknown>>
  const isCursor =
    Number.isSafeInteger(timestamp) &&
    Number(timestamp) >= 0 &&
    typeof nextToken === 'string' &&
    nextToken.length <= MAX_NEXT_TOKEN_LENGTH
  return isCursor ? { timestamp: Number(timestamp), nextToken } : FIRST_CURSOR
}
