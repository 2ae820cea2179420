/**
 * The bearer token by which a nation is known: a JWT by HS256 under a secret of the server's own. Pure.
 * Source: covidgreen/covid-green-interoperability-service `lambda/token.js`. Ours has a version, so that a token can be called
 * back, and must expire; the original took HS384, HS512 and tokens without an end.
 */

import { toBase64Url, utf8 } from '../../bytes.ts'
import { equalInConstantTime } from '../../crypto/constant-time.ts'
import { signHmac } from '../../crypto/hmac.ts'
import { addSeconds, type UnixSeconds } from '../../time.ts'
import { parseJws } from '../../verification/jws.ts'

/** 365.25 days, as the original's. */
export const NATION_TOKEN_SECONDS = 31_557_600
/** By how much the clock of another server of ours may be ahead. */
const CLOCK_SKEW_SECONDS = 60
const MAX_TOKEN_LENGTH = 4096
const HEADER = toBase64Url(utf8('{"alg":"HS256","typ":"JWT"}'))

export interface NationTokenSubject {
  /** UUID of the nation, lower case. */
  readonly id: string
  /** Valid for as long as the nation has this one. */
  readonly version: number
}

/** @param key HMAC-SHA-256 */
export async function issueNationToken(
  { id, version }: NationTokenSubject,
  key: CryptoKey,
  now: UnixSeconds,
): Promise<string> {
  const claims = { id, version, iat: now, exp: addSeconds(now, NATION_TOKEN_SECONDS) }
  const input = `${HEADER}.${toBase64Url(utf8(JSON.stringify(claims)))}`
  return `${input}.${toBase64Url(await signHmac(key, utf8(input)))}`
}

/**
 * Whether the nation and its version are still so is for the caller to look up.
 * @param key HMAC-SHA-256
 * @returns undefined where anything is wrong with it: what it is, is nobody's business
 */
export async function verifyNationToken(
  token: string,
  key: CryptoKey,
  now: UnixSeconds,
): Promise<NationTokenSubject | undefined> {
  if (token.length > MAX_TOKEN_LENGTH) return undefined
  const jws = parseJws(token)
  if (jws === undefined || jws.header['alg'] !== 'HS256' || 'crit' in jws.header) return undefined
  if (!equalInConstantTime(await signHmac(key, jws.signingInput), jws.signature)) return undefined
  const { id, version, iat, exp, nbf } = jws.claims
  if (typeof id !== 'string' || typeof version !== 'number') return undefined
  if (!(typeof exp === 'number' && exp > now)) return undefined
  if (!(typeof iat === 'number' && iat <= now + CLOCK_SKEW_SECONDS)) return undefined
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= now + CLOCK_SKEW_SECONDS)) {
    return undefined
  }
  return { id, version }
}

const SCHEME = 'Bearer '

/** The token of an Authorization header: after exactly `Bearer `, or the header as it is, which the original took too. */
export const bearerToken = (header: string): string =>
  header.startsWith(SCHEME) ? header.slice(SCHEME.length) : header
