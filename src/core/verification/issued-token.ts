/**
 * What every JWT of a health authority has to pass, whatever it is for: certificates and requests for statistics. Pure.
 * Source: google/exposure-notifications-server internal/verification; the order of checks is theirs.
 */

import { verifyP1363 } from '../crypto/ecdsa.ts'
import { fail, type Result, succeed } from '../result.ts'
import { asUnixSeconds, type UnixSeconds } from '../time.ts'
import type { HealthAuthority, HealthAuthorityKey, TenantDirectory } from './health-authority.ts'
import type { UnverifiedJws } from './jws.ts'

/** Nearest double of it: an authority that writes the greatest number for "never" is understood. */
const MAX_INT64 = 2 ** 63

export type IssuedTokenProblem =
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

export interface RegisteredClaims {
  readonly issuer: string
  readonly audience: string
  /** 0 where absent, as the two below. */
  readonly expiresAt: UnixSeconds
  readonly issuedAt: UnixSeconds
  readonly notBefore: UnixSeconds
}

/** Reads claims by type. Those that nobody asks for are ignored; those that are asked for must have their type. */
export interface ClaimReader {
  /** '' where absent. */
  text(name: string): string
  /** 0 where absent. */
  integer(name: string, max: number, min?: number): number
  /** Notes a claim that the caller found wrong. */
  refuse(name: string): void
  /** The first claim that was of the wrong type. */
  problem(): IssuedTokenProblem | undefined
}

export function claimReader(claims: UnverifiedJws['claims']): ClaimReader {
  const wrong: string[] = []
  return {
    text(name) {
      const value = claims[name] ?? ''
      if (typeof value === 'string') return value
      wrong.push(name)
      return ''
    },
    integer(name, max, min = -max) {
      const value = claims[name] ?? 0
      if (typeof value === 'number' && value >= min && value <= max) return value
      wrong.push(name)
      return 0
    },
    refuse: (name) => void wrong.push(name),
    problem() {
      const [claim] = wrong
      return claim === undefined ? undefined : { reason: 'malformed_claim', claim }
    },
  }
}

export const readRegisteredClaims = (read: ClaimReader): RegisteredClaims => ({
  issuer: read.text('iss'),
  audience: read.text('aud'),
  expiresAt: asUnixSeconds(read.integer('exp', MAX_INT64)),
  issuedAt: asUnixSeconds(read.integer('iat', MAX_INT64)),
  notBefore: asUnixSeconds(read.integer('nbf', MAX_INT64)),
})

/**
 * Who issued a token, once header, issuer, audience, key, times and signature are right; the first that is not decides.
 * @param audienceOf what `aud` has to be, exactly
 */
export async function verifyIssuedToken(
  jws: UnverifiedJws,
  claims: RegisteredClaims,
  directory: Pick<TenantDirectory, 'healthAuthority'>,
  audienceOf: (authority: HealthAuthority) => string,
  now: UnixSeconds,
): Promise<Result<HealthAuthority, IssuedTokenProblem>> {
  if (jws.header['alg'] !== 'ES256') return fail({ reason: 'algorithm' })
  const keyId = jws.header['kid']
  if (typeof keyId !== 'string') return fail({ reason: 'no_key_id' })

  const authority = directory.healthAuthority(claims.issuer)
  if (authority === undefined) return fail({ reason: 'unknown_issuer' })
  if (claims.audience !== audienceOf(authority)) return fail({ reason: 'wrong_audience' })
  const key = authority.keys.find((key) => key.version === keyId && isValidKey(key, now))
  if (key === undefined) return fail({ reason: 'no_valid_key' })

  const { expiresAt, issuedAt, notBefore } = claims
  if (issuedAt > now || notBefore > now) return fail({ reason: 'not_yet_valid' })
  if (expiresAt !== 0 && now > expiresAt) {
    return fail({ reason: 'expired', bySeconds: now - expiresAt })
  }
  const isSigned = await verifyP1363(key.publicKey, jws.signature, jws.signingInput)
  return isSigned ? succeed(authority) : fail({ reason: 'bad_signature' })
}

/** Whether a key of an authority is in force. */
export const isValidKey = (key: HealthAuthorityKey, now: UnixSeconds): boolean =>
  key.validFrom < now && (key.validThru === undefined || key.validThru > now)
