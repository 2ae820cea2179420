/** One harmless question to a partner, which tells whether it is there and takes us for who we are. Pure. */

import { formatIsoTime } from '../iso-time.ts'
import type { UnixSeconds } from '../time.ts'
import type { Credentials } from './partner-credentials.ts'
import type { FederationProtocol } from './protocols.ts'

export const PROBE_OUTCOMES = [
  /** It answers, and takes us for who we are as far as the question shows it. */
  'answers',
  'not_authorized',
  'no_such_path',
  'server_error',
  'unexpected_status',
  'address_refused',
  'unreachable',
  'timeout',
  'too_large',
  /** This deployment lacks what the partner is called with, such as its binding. */
  'not_deployed',
] as const
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number]

export interface Probe {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

const DATE_LENGTH = 'YYYY-MM-DD'.length
const UK_PATH_PREFIX = '/diagnosiskeys'

/** GET it. */
export function probeOf(
  partner: {
    readonly protocol: FederationProtocol
    readonly baseUrl: string
    readonly settings: Readonly<Record<string, unknown>>
  },
  credentials: Credentials,
  now: UnixSeconds,
): Probe {
  const { protocol, baseUrl, settings } = partner
  switch (protocol) {
    // Our own callbacks: only a registered certificate is told of them.
    case 'efgs':
      return {
        url: `${baseUrl}/diagnosiskeys/callback`,
        headers: { accept: 'application/json; version=1.0' },
      }
    case 'uk':
      return {
        url: `${baseUrl}${settings['pathPrefix'] ?? UK_PATH_PREFIX}/download/${formatIsoTime(now).slice(0, DATE_LENGTH)}`,
        headers: { authorization: `Bearer ${credentials['bearerToken'] ?? ''}` },
      }
    case 'google':
      return { url: `${baseUrl}/v1/federation/fetch`, headers: {} }
  }
}

const METHOD_NOT_ALLOWED = 405

export function probeOutcome(protocol: FederationProtocol, status: number): ProbeOutcome {
  // A fetch is a POST: to be told so is as far as a harmless question gets.
  if (protocol === 'google' && status === METHOD_NOT_ALLOWED) return 'answers'
  if (status >= 200 && status < 300) return 'answers'
  if (status === 401 || status === 403) return 'not_authorized'
  if (status === 404) return 'no_such_path'
  return status >= 500 ? 'server_error' : 'unexpected_status'
}
