/**
 * The bearer token of a fetch: an OpenID Connect ID token, as the original takes them from Google, or one that a server signs for
 * itself. What is said here is checked beside the signature, which is its verifier's business. Pure.
 */

import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'
import { claimReader } from '../../verification/issued-token.ts'
import { parseJws } from '../../verification/jws.ts'
import { signJwt } from '../../verification/token.ts'

/** What `aud` is where nobody agreed on another. */
export const DEFAULT_FETCH_AUDIENCE = 'https://exposure-notifications-server/federation'
export const FETCH_TOKEN_ALGORITHMS = ['RS256', 'ES256'] as const
export type FetchTokenAlgorithm = (typeof FETCH_TOKEN_ALGORITHMS)[number]

const MAX_TOKEN_LENGTH = 8192
/** By how much the clock of whoever issued it may be ahead. */
const CLOCK_SKEW_SECONDS = 60
/** Nobody is let in for longer by one token. */
const MAX_LIFE_SECONDS = SECONDS_PER_DAY
const LIFE_SECONDS = 300
const MAX_INT64 = 2 ** 63

/** `Bearer` and one token. Several headers come joined by commas, and a token has none: so there is exactly one. */
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/

/** @param header undefined where there is none */
export function readBearer(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAX_TOKEN_LENGTH) return undefined
  return BEARER.exec(header)?.[1]
}

/** What a token says of itself. Nothing of it is to be believed before its signature is verified. */
export interface FetchTokenClaims {
  readonly algorithm: FetchTokenAlgorithm
  /** '' where absent. */
  readonly keyId: string
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly expiresAt: number
  /** 0 where absent, as the next. */
  readonly issuedAt: number
  readonly notBefore: number
}

/** @returns undefined where it is no such token */
export function readFetchToken(token: string): FetchTokenClaims | undefined {
  const jws = parseJws(token)
  if (jws === undefined) return undefined
  const { alg, kid = '' } = jws.header
  const algorithm = FETCH_TOKEN_ALGORITHMS.find((known) => known === alg)
  if (algorithm === undefined || typeof kid !== 'string') return undefined
  // A list of one is as good as a text.
  const { aud } = jws.claims
  const audience = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud
  const read = claimReader({ ...jws.claims, aud: audience })
  const claims = {
    algorithm,
    keyId: kid,
    issuer: read.text('iss'),
    subject: read.text('sub'),
    audience: read.text('aud'),
    expiresAt: read.integer('exp', MAX_INT64),
    issuedAt: read.integer('iat', MAX_INT64),
    notBefore: read.integer('nbf', MAX_INT64),
  }
  const isNamed = claims.issuer !== '' && claims.subject !== ''
  return read.problem() === undefined && isNamed ? claims : undefined
}

export type FetchTokenProblem = 'wrong_audience' | 'expired' | 'not_yet_valid' | 'life_too_long'

/** @param audience what `aud` has to be */
export function fetchTokenProblem(
  claims: FetchTokenClaims,
  audience: string,
  now: UnixSeconds,
): FetchTokenProblem | undefined {
  if (claims.audience !== audience) return 'wrong_audience'
  // One that names no end has ended.
  if (claims.expiresAt <= now) return 'expired'
  if (claims.expiresAt > now + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS) return 'life_too_long'
  const begins = Math.max(claims.issuedAt, claims.notBefore)
  return begins > now + CLOCK_SKEW_SECONDS ? 'not_yet_valid' : undefined
}

/** The token that we call others with: ES256, good for five minutes. */
export const signFetchToken = (
  signer: { readonly keyId: string; readonly privateKey: CryptoKey },
  names: { readonly issuer: string; readonly subject: string; readonly audience: string },
  now: UnixSeconds,
): Promise<string> =>
  signJwt(signer, {
    iss: names.issuer,
    sub: names.subject,
    aud: names.audience,
    iat: now,
    exp: addSeconds(now, LIFE_SECONDS),
  })
