/** What a certificate or a verification token says, and what is wrong with it, by itself. Pure. */

import { fromTolerantBase64 } from '../bytes.ts'
import { reportTypeFromClaim } from '../report-type.ts'
import type { UnixSeconds } from '../time.ts'
import { type Claims, readClaims } from '../verification/certificate.ts'
import type { TenantDirectory } from '../verification/health-authority.ts'
import { verifyIssuedToken } from '../verification/issued-token.ts'
import { parseJws, type UnverifiedJws } from '../verification/jws.ts'
import { parseSubject } from '../verification/token.ts'

export interface JwtCheck {
  readonly says: string
  readonly outcome: 'ok' | 'broken'
  /** undefined: nothing to show. */
  readonly got: string | undefined
}

export interface JwtExplanation {
  readonly kind: 'certificate' | 'token' | 'unknown'
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly checks: readonly JwtCheck[]
}

const TOKEN_ID_LENGTH = 128
const HMAC_BYTES = 32
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text may be one at all: three segments and no JSON. */
export const looksLikeJwt = (text: string): boolean =>
  /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text.trim())

/**
 * @param tenants to judge issuer, audience, key and signature of a certificate by; undefined: they are not judged
 * @returns undefined where it is no JWT
 */
export async function explainJwt(
  text: string,
  tenants: TenantDirectory | undefined,
  now: UnixSeconds,
): Promise<JwtExplanation | undefined> {
  const jws = parseJws(text.trim())
  if (jws === undefined) return undefined
  const { header, claims } = jws
  const kind = kindOf(jws)
  const checks = [
    check('its alg is ES256', header['alg'] === 'ES256', header['alg']),
    check('its header has a kid', typeof header['kid'] === 'string', header['kid']),
    ...timeChecks(claims, now),
    ...(kind === 'token' ? tokenChecks(jws) : []),
    ...(kind === 'certificate' ? certificateChecks(jws) : []),
    ...(kind === 'certificate' && tenants !== undefined
      ? await issuerChecks(jws, tenants, now)
      : []),
  ]
  return { kind, header, claims, checks }
}

function kindOf({ claims }: UnverifiedJws): JwtExplanation['kind'] {
  if ('tekmac' in claims || 'reportType' in claims) return 'certificate'
  return 'sub' in claims && 'jti' in claims ? 'token' : 'unknown'
}

const check = (says: string, isSo: boolean, got: unknown): JwtCheck => ({
  says,
  outcome: isSo ? 'ok' : 'broken',
  got: got === undefined ? undefined : String(got).slice(0, 200),
})

function timeChecks(claims: UnverifiedJws['claims'], now: UnixSeconds): readonly JwtCheck[] {
  const { exp, iat, nbf } = claims
  const at = (value: unknown) => (typeof value === 'number' ? value : undefined)
  return [
    check('its exp lies ahead', (at(exp) ?? 0) > now, exp),
    check('its iat has come', (at(iat) ?? 0) <= now, iat),
    check('its nbf has come', (at(nbf) ?? 0) <= now, nbf),
  ]
}

function tokenChecks({ header, claims }: UnverifiedJws): readonly JwtCheck[] {
  const { iss, aud, jti, sub } = claims
  return [
    check('its kid is a UUID', UUID.test(String(header['kid'])), header['kid']),
    check('its aud is its iss', iss === aud && typeof iss === 'string', aud),
    check('its jti has 128 characters', String(jti).length === TOKEN_ID_LENGTH, undefined),
    check(
      'its sub is test type, symptom date and test date',
      typeof sub === 'string' && parseSubject(sub) !== undefined,
      sub,
    ),
  ]
}

function certificateChecks({ claims }: UnverifiedJws): readonly JwtCheck[] {
  const { tekmac, reportType, symptomOnsetInterval } = claims
  const isMidnight = typeof symptomOnsetInterval !== 'number' || symptomOnsetInterval % 144 === 0
  return [
    check(
      'its reportType is known',
      typeof reportType === 'string' && reportTypeFromClaim(reportType) !== undefined,
      reportType,
    ),
    check(
      'its tekmac is base64 of 32 bytes',
      typeof tekmac === 'string' && fromTolerantBase64(tekmac)?.length === HMAC_BYTES,
      tekmac,
    ),
    check('its symptomOnsetInterval is a midnight, UTC', isMidnight, symptomOnsetInterval),
  ]
}

async function issuerChecks(
  jws: UnverifiedJws,
  tenants: TenantDirectory,
  now: UnixSeconds,
): Promise<readonly JwtCheck[]> {
  const claims = readClaims(jws)
  if (!claims.ok) return [check('its claims have their types', false, undefined)]
  const problem = await problemOf(jws, claims.value, tenants, now)
  return [
    check(
      'issuer, audience, key and signature are those of the authority',
      problem === undefined,
      problem,
    ),
  ]
}

async function problemOf(
  jws: UnverifiedJws,
  claims: Claims,
  tenants: TenantDirectory,
  now: UnixSeconds,
): Promise<string | undefined> {
  const issued = await verifyIssuedToken(jws, claims, tenants, ({ audience }) => audience, now)
  return issued.ok ? undefined : issued.failure.reason
}
