/**
 * The verification certificate: a health authority's word that these keys belong to a positive test. Pure.
 * Source: google/exposure-notifications-server internal/verification; the order of checks is theirs.
 */

import { fromTolerantBase64 } from '../bytes.ts'
import { type ReportType, reportTypeFromClaim } from '../report-type.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { IntervalNumber, UnixSeconds } from '../time.ts'
import { matchesExposureKeyHmac, type ReceivedKey } from './exposure-key-hmac.ts'
import type { AuthorizedApp, HealthAuthority, TenantDirectory } from './health-authority.ts'
import {
  type ClaimReader,
  claimReader,
  type IssuedTokenProblem,
  type RegisteredClaims,
  readRegisteredClaims,
  verifyIssuedToken,
} from './issued-token.ts'
import { parseJws, type UnverifiedJws } from './jws.ts'

const MAX_VISITED_COUNTRIES = 64

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
  | IssuedTokenProblem
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
  const issued = await verifyIssuedToken(
    jws,
    claims.value,
    directory,
    (authority) => authority.audience,
    now,
  )
  if (!issued.ok) return issued
  const healthAuthority = issued.value
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

/** Claims as they are read, of the right type and not verified. */
export interface Claims extends RegisteredClaims {
  readonly reportType: string
  readonly tekmac: string
  readonly symptomOnsetInterval: number
  readonly visitedCountries: readonly string[] | undefined
}

/** Claims that are not named here are ignored; those that are must have their type. */
export function readClaims(jws: UnverifiedJws): Result<Claims, CertificateProblem> {
  const read = claimReader(jws.claims)
  const claims: Claims = {
    ...readRegisteredClaims(read),
    reportType: read.text('reportType'),
    tekmac: read.text('tekmac'),
    symptomOnsetInterval: read.integer('symptomOnsetInterval', 0xffffffff, 0),
    visitedCountries: readCountries(jws.claims['visitedCountries'], read),
  }
  const problem = read.problem()
  return problem === undefined ? succeed(claims) : fail(problem)
}

function readCountries(value: unknown, read: ClaimReader): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  const isList =
    Array.isArray(value) &&
    value.length <= MAX_VISITED_COUNTRIES &&
    value.every((item) => typeof item === 'string' && /^[A-Z]{2}$/.test(item))
  if (isList) return [...new Set(value as string[])].sort()
  read.refuse('visitedCountries')
  return undefined
}
