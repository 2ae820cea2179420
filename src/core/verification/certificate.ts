/**
 * The verification certificate: a health authority's word that these keys belong to a positive test. Pure.
 * Source: google/exposure-notifications-server internal/verification; the order of checks is theirs.
 */

import { fromTolerantBase64 } from '../bytes.ts'
import { verifyP1363 } from '../crypto/ecdsa.ts'
import { type ReportType, reportTypeFromClaim } from '../report-type.ts'
import { fail, type Result, succeed } from '../result.ts'
import { asUnixSeconds, type IntervalNumber, type UnixSeconds } from '../time.ts'
import { matchesExposureKeyHmac, type ReceivedKey } from './exposure-key-hmac.ts'
import type {
  AuthorizedApp,
  HealthAuthority,
  HealthAuthorityKey,
  TenantDirectory,
} from './health-authority.ts'
import { parseJws, type UnverifiedJws } from './jws.ts'

const MAX_VISITED_COUNTRIES = 64
/** Nearest double of it: an authority that writes the greatest number for "never" is understood. */
const MAX_INT64 = 2 ** 63

/** What a verified certificate says. */
export interface VerifiedCertificate {
  readonly healthAuthority: HealthAuthority
  readonly reportType: ReportType
  /** 0 where absent. */
  readonly symptomOnsetIntervalNumber: IntervalNumber
  /** Countries of interest, ISO 3166-1 alpha-2; undefined where the claim is absent. */
  readonly visitedCountries: readonly string[] | undefined
}

/** Why a certificate was refused; on the wire these are one code. */
export type CertificateProblem =
  | { readonly reason: 'malformed' }
  | { readonly reason: 'malformed_claim'; readonly claim: string }
  | { readonly reason: 'algorithm' }
  | { readonly reason: 'no_key_id' }
  | { readonly reason: 'unknown_issuer' }
  | { readonly reason: 'wrong_audience' }
  | { readonly reason: 'no_valid_key' }
  | { readonly reason: 'expired'; readonly bySeconds: number }
  | { readonly reason: 'not_yet_valid' }
  | { readonly reason: 'bad_signature' }
  | { readonly reason: 'issuer_not_allowed' }
  | { readonly reason: 'report_type' }
  | { readonly reason: 'hmac_mismatch' }

export interface CertificateInput {
  /** The JWT, as received. */
  readonly certificate: string
  /** The client's HMAC secret, base64, as received. */
  readonly hmacKey: string
  readonly keys: readonly ReceivedKey[]
}

/** Checks 1 to 11 in their order; the first that fails decides. */
export async function verifyCertificate(
  input: CertificateInput,
  app: AuthorizedApp,
  directory: TenantDirectory,
  now: UnixSeconds,
): Promise<Result<VerifiedCertificate, CertificateProblem>> {
  const jws = parseJws(input.certificate)
  if (jws === undefined) return fail({ reason: 'malformed' })
  const claims = readClaims(jws)
  if (!claims.ok) return claims
  if (jws.header['alg'] !== 'ES256') return fail({ reason: 'algorithm' })
  const keyId = jws.header['kid']
  if (typeof keyId !== 'string') return fail({ reason: 'no_key_id' })

  const healthAuthority = directory.healthAuthority(claims.value.issuer)
  if (healthAuthority === undefined) return fail({ reason: 'unknown_issuer' })
  if (claims.value.audience !== healthAuthority.audience) return fail({ reason: 'wrong_audience' })
  const key = healthAuthority.keys.find((key) => key.version === keyId && isValidKey(key, now))
  if (key === undefined) return fail({ reason: 'no_valid_key' })

  const { expiresAt, issuedAt, notBefore } = claims.value
  if (issuedAt > now || notBefore > now) return fail({ reason: 'not_yet_valid' })
  if (expiresAt !== 0 && now > expiresAt) {
    return fail({ reason: 'expired', bySeconds: now - expiresAt })
  }
  if (!(await verifyP1363(key.publicKey, jws.signature, jws.signingInput))) {
    return fail({ reason: 'bad_signature' })
  }
  if (!app.allowedHealthAuthorityIds.includes(healthAuthority.id)) {
    return fail({ reason: 'issuer_not_allowed' })
  }

  const reportType = reportTypeFromClaim(claims.value.reportType)
  if (reportType === undefined) return fail({ reason: 'report_type' })
  const expectedHmac = fromTolerantBase64(claims.value.tekmac)
  const secret = fromTolerantBase64(input.hmacKey)
  if (expectedHmac === undefined || secret === undefined) return fail({ reason: 'hmac_mismatch' })
  if (!(await matchesExposureKeyHmac(input.keys, secret, expectedHmac))) {
    return fail({ reason: 'hmac_mismatch' })
  }
  return succeed({
    healthAuthority,
    reportType,
    symptomOnsetIntervalNumber: claims.value.symptomOnsetInterval as IntervalNumber,
    visitedCountries: claims.value.visitedCountries,
  })
}

/** Whether a key of an authority is in force. */
export const isValidKey = (key: HealthAuthorityKey, now: UnixSeconds): boolean =>
  key.validFrom < now && (key.validThru === undefined || key.validThru > now)

/** Claims as they are read, of the right type and not verified. */
export interface Claims {
  readonly issuer: string
  readonly audience: string
  /** 0 where absent, as the two below. */
  readonly expiresAt: UnixSeconds
  readonly issuedAt: UnixSeconds
  readonly notBefore: UnixSeconds
  readonly reportType: string
  readonly tekmac: string
  readonly symptomOnsetInterval: number
  readonly visitedCountries: readonly string[] | undefined
}

/** Claims that are not named here are ignored; those that are must have their type. */
export function readClaims(jws: UnverifiedJws): Result<Claims, CertificateProblem> {
  const wrong: string[] = []
  const text = (name: string): string => {
    const value = jws.claims[name] ?? ''
    if (typeof value === 'string') return value
    wrong.push(name)
    return ''
  }
  const integer = (name: string, max: number, min = -max): number => {
    const value = jws.claims[name] ?? 0
    if (typeof value === 'number' && value >= min && value <= max) return value
    wrong.push(name)
    return 0
  }
  const claims: Claims = {
    issuer: text('iss'),
    audience: text('aud'),
    expiresAt: asUnixSeconds(integer('exp', MAX_INT64)),
    issuedAt: asUnixSeconds(integer('iat', MAX_INT64)),
    notBefore: asUnixSeconds(integer('nbf', MAX_INT64)),
    reportType: text('reportType'),
    tekmac: text('tekmac'),
    symptomOnsetInterval: integer('symptomOnsetInterval', 0xffffffff, 0),
    visitedCountries: readCountries(jws.claims['visitedCountries'], wrong),
  }
  const [claim] = wrong
  return claim === undefined ? succeed(claims) : fail({ reason: 'malformed_claim', claim })
}

function readCountries(value: unknown, wrong: string[]): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  const isList =
    Array.isArray(value) &&
    value.length <= MAX_VISITED_COUNTRIES &&
    value.every((item) => typeof item === 'string' && /^[A-Z]{2}$/.test(item))
  if (isList) return [...new Set(value as string[])].sort()
  wrong.push('visitedCountries')
  return undefined
}
