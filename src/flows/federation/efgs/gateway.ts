/** The calls that a national backend makes to a gateway as the European one: what is asked, and answers as far as they are HTTP. */

import { SUBJECT_HEADER, THUMBPRINT_HEADER } from '../../../core/federation/efgs/client-headers.ts'
import { MEDIA_TYPE } from '../../../core/federation/efgs/media-type.ts'
import type { EfgsSettings } from '../../../core/federation/efgs/settings.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import type { AnswerHead, OutboundAnswer, OutboundRequest } from '../../outbound.ts'
import type { EncodedBatch, FederationPartner, PartnerFailure, PartnerHttp } from '../protocol.ts'

/** Five thousand keys that each name thirty countries take one tenth of it. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024
/** An upload's entry has two certificates and three signatures. */
const MAX_AUDIT_BYTES = 16 * 1024 * 1024
const MAX_ANSWER_BYTES = 1024 * 1024

export interface Gateway {
  /** @param tag undefined: the first batch from that day on */
  download(date: string, tag: string | undefined): Promise<GatewayAnswer>
  audit(date: string, tag: string): Promise<GatewayAnswer>
  upload(batch: EncodedBatch): Promise<GatewayAnswer>
  listCallbacks(): Promise<GatewayAnswer>
  putCallback(id: string, url: string): Promise<GatewayAnswer>
}

/** Why there was no answer, or no whole one: then with what came before its body. */
export interface GatewayFailure extends PartnerFailure {
  readonly head?: AnswerHead | undefined
}

/** Any answer, or why there was none. */
export type GatewayAnswer = Result<OutboundAnswer, GatewayFailure>

export function gatewayOf(
  http: PartnerHttp,
  { baseUrl, credentials }: Pick<FederationPartner, 'baseUrl' | 'credentials'>,
  settings: Pick<EfgsSettings, 'downloadTimeoutMs' | 'uploadTimeoutMs' | 'sendsClientHeaders'>,
): Gateway {
  const identity = settings.sendsClientHeaders ? clientHeaders(credentials) : {}
  const call = async (path: string, request: OutboundRequest): Promise<GatewayAnswer> => {
    const headers = { ...identity, ...request.headers }
    const answer = await http.send(`${baseUrl}/diagnosiskeys${path}`, { ...request, headers })
    if (answer.ok) return answer
    const { reason, head } = answer.failure
    // A larger answer is as large again, and an address is refused until it is another one.
    return fail({ reason, isTransient: reason === 'unreachable' || reason === 'timeout', head })
  }
  const get = (path: string, accept: string, maxBytes: number, tag?: string) =>
    call(path, {
      method: 'GET',
      headers: { Accept: accept, ...(tag !== undefined && { batchTag: tag }) },
      timeoutMs: settings.downloadTimeoutMs,
      maxBytes,
    })
  return {
    download: (date, tag) => get(`/download/${date}`, MEDIA_TYPE.protobuf, MAX_BATCH_BYTES, tag),
    audit: (date, tag) =>
      get(`/audit/download/${date}/${encodeURIComponent(tag)}`, MEDIA_TYPE.json, MAX_AUDIT_BYTES),
    upload: ({ headers, body }) =>
      call('/upload', {
        method: 'POST',
        headers,
        body,
        timeoutMs: settings.uploadTimeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
      }),
    listCallbacks: () => get('/callback', MEDIA_TYPE.json, MAX_ANSWER_BYTES),
    putCallback: (id, url) =>
      call(`/callback/${encodeURIComponent(id)}?url=${encodeURIComponent(url)}`, {
        method: 'PUT',
        headers: { Accept: MEDIA_TYPE.json },
        timeoutMs: settings.downloadTimeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
      }),
  }
}

/** What a proxy would say of us, for gateways that have none. */
function clientHeaders(credentials: FederationPartner['credentials']): Record<string, string> {
  const { clientCertificateSha256: sha256, clientCertificateSubject: subject } = credentials
  return {
    ...(sha256 !== undefined && { [THUMBPRINT_HEADER]: sha256.toLowerCase() }),
    ...(subject !== undefined && { [SUBJECT_HEADER]: subject.replaceAll(' ', '') }),
  }
}

const NAMES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  409: 'conflict',
  410: 'too_old',
  413: 'too_large',
  415: 'unsupported_media_type',
}

/** The name of a status that is not what was hoped for. The body is not told: nobody knows what is in it. */
export const statusReason = (status: number): string =>
  NAMES[status] ?? (status >= 500 ? 'server_error' : 'unexpected_status')

/** Whoever is asked too much, or is out of order, may answer later. */
export const isTransientStatus = (status: number): boolean => status >= 500 || status === 429

export const statusFailure = (status: number): PartnerFailure => ({
  reason: statusReason(status),
  status,
  isTransient: isTransientStatus(status),
})

/** @returns the answer of one of the statuses */
export function expectStatus(answer: GatewayAnswer, ...statuses: readonly number[]): GatewayAnswer {
  if (!answer.ok) return answer
  const { status } = answer.value
  return statuses.includes(status) ? succeed(answer.value) : fail(statusFailure(status))
}
