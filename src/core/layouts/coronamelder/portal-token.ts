/**
 * Tokens between the health service's portal and this server: HS256 under one shared secret. Pure.
 * Source: minvws/nl-covid19-notification-app-backend IccPortal `JwtService`.
 */

import { toBase64Url, utf8 } from '../../bytes.ts'
import { equalInConstantTime } from '../../crypto/constant-time.ts'
import { signHmac } from '../../crypto/hmac.ts'
import { addSeconds, SECONDS_PER_HOUR, type UnixSeconds } from '../../time.ts'
import { parseJws } from '../../verification/jws.ts'

/** Nobody is let in for longer by one token. */
const MAX_LIFE_SECONDS = 3 * SECONDS_PER_HOUR
/** By how much the portal's clock may be ahead. */
const CLOCK_SKEW_SECONDS = 60
const POLL_TOKEN_LIFE_SECONDS = 30
const HEADER = toBase64Url(utf8('{"alg":"HS256","typ":"JWT"}'))

/** @param key HMAC-SHA-256 */
export async function isPortalToken(
  token: string,
  key: CryptoKey,
  now: UnixSeconds,
): Promise<boolean> {
  const jws = parseJws(token)
  if (jws === undefined || jws.header['alg'] !== 'HS256') return false
  const isGenuine = equalInConstantTime(await signHmac(key, jws.signingInput), jws.signature)
  const { exp, nbf } = jws.claims
  const isBegun = nbf === undefined || (typeof nbf === 'number' && nbf <= now + CLOCK_SKEW_SECONDS)
  const isWithinLife =
    typeof exp === 'number' && exp > now && exp <= now + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS
  return isGenuine && isBegun && isWithinLife
}

/**
 * With which the portal asks whether the keys of a workflow have come.
 * @param subject what it is for, without saying so to anybody else
 */
export async function signPollToken(
  subject: string,
  key: CryptoKey,
  now: UnixSeconds,
): Promise<string> {
  const claims = { sub: subject, exp: addSeconds(now, POLL_TOKEN_LIFE_SECONDS) }
  const input = `${HEADER}.${toBase64Url(utf8(JSON.stringify(claims)))}`
  return `${input}.${toBase64Url(await signHmac(key, utf8(input)))}`
}
