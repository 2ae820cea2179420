/** What of a partner ends, and when: certificates that we show it or sign with, tokens that it gave us. Pure. */

import { readCertificates, validityOf } from '../crypto/certificates.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'
import { parseJws } from '../verification/jws.ts'
import type { Credentials } from './partner-credentials.ts'

/** Days before its end from which on something is to be renewed, and from which on that can not wait. */
export const SOON_DAYS = 30
export const URGENT_DAYS = 7

export const EXPIRY_STATES = ['fine', 'soon', 'urgent', 'ended'] as const
export type ExpiryState = (typeof EXPIRY_STATES)[number]

export interface Expiry {
  /** The setting or credential, or `contentSigner`. */
  readonly what: string
  /** Unix seconds. */
  readonly endsAt: number
  /** Whole days that are left; negative after its end. */
  readonly daysLeft: number
  readonly state: ExpiryState
}

export const expiryOf = (what: string, endsAt: number, now: UnixSeconds): Expiry => {
  const daysLeft = Math.floor((endsAt - now) / SECONDS_PER_DAY)
  return { what, endsAt, daysLeft, state: stateOf(endsAt, daysLeft, now) }
}

function stateOf(endsAt: number, daysLeft: number, now: UnixSeconds): ExpiryState {
  if (endsAt <= now) return 'ended'
  if (daysLeft < URGENT_DAYS) return 'urgent'
  return daysLeft < SOON_DAYS ? 'soon' : 'fine'
}

export interface PartnerTexts {
  readonly settings: Readonly<Record<string, unknown>>
  readonly credentials: Credentials
  /** Of what signs the batches that are sent to it; undefined for none. */
  readonly signerCertificatesPem: string | undefined
}

/** Of all that tells its end by itself, earliest first. A certificate that the platform holds is known where it was entered too. */
export function expiriesOf(
  { settings, credentials, signerCertificatesPem }: PartnerTexts,
  now: UnixSeconds,
): readonly Expiry[] {
  const { clientCertificatePem, trustAnchorPem } = settings
  const certificates = [
    ['clientCertificatePem', clientCertificatePem],
    ['trustAnchorPem', trustAnchorPem],
    ['contentSigner', signerCertificatesPem],
  ] as const
  const ends = [
    ...certificates.map(
      ([what, pem]) => [what, typeof pem === 'string' ? endOfCertificate(pem) : undefined] as const,
    ),
    ...Object.entries(credentials)
      .filter(([name]) => /^bearerToken(:|$)/.test(name))
      .map(([name, token]) => [name, endOfToken(token)] as const),
  ]
  return ends
    .flatMap(([what, end]) => (end === undefined ? [] : [expiryOf(what, end, now)]))
    .sort((a, b) => a.endsAt - b.endsAt)
}

/** Of the first of a chain: the others are looked after by those who issued them. */
export function endOfCertificate(pem: string): number | undefined {
  const [certificate] = readCertificates(pem) ?? []
  return certificate && validityOf(certificate).to
}

/** As it says of itself; undefined where it is no JWT, or names no end. */
export function endOfToken(token: string): number | undefined {
  const end = parseJws(token)?.claims['exp']
  return typeof end === 'number' && Number.isSafeInteger(end) ? end : undefined
}
