/**
 * Who is calling: the row of issuer and subject that a token names, once one of the row's keys verified it. Nothing of a token
 * counts before that, beyond where to look.
 */

import { compactVerify, createLocalJWKSet, importSPKI } from 'jose'
import {
  DEFAULT_FETCH_AUDIENCE,
  type FetchTokenClaims,
  type FetchTokenProblem,
  fetchTokenProblem,
  readBearer,
  readFetchToken,
} from '../../../core/federation/google/fetch-token.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { FederationAuthorization } from '../../../db/keyserver/queries/federation-authorizations.ts'
import type { IssuerKeys } from './issuer-keys.ts'

export type CallerProblem =
  /** None, several, or one of another form. */
  | 'no_bearer_token'
  | 'malformed_token'
  | 'unknown_caller'
  | 'no_usable_key'
  | 'bad_signature'
  | FetchTokenProblem

export interface AuthorizeDeps {
  /** A snapshot. */
  readonly authorizations: (now: UnixSeconds) => Promise<readonly FederationAuthorization[]>
  readonly issuerKeys: IssuerKeys
}

/** @param header `authorization`, as received; undefined where there is none */
export async function authorizeCaller(
  { authorizations, issuerKeys }: AuthorizeDeps,
  header: string | undefined,
  now: UnixSeconds,
): Promise<Result<FederationAuthorization, CallerProblem>> {
  const token = readBearer(header)
  if (token === undefined) return fail('no_bearer_token')
  const claims = readFetchToken(token)
  if (claims === undefined) return fail('malformed_token')
  const row = (await authorizations(now)).find(
    ({ issuer, subject }) => issuer === claims.issuer && subject === claims.subject,
  )
  if (row === undefined) return fail('unknown_caller')
  const audience = row.audience ?? DEFAULT_FETCH_AUDIENCE
  const problem = fetchTokenProblem(claims, audience, now)
  // Before its signature is verified, a token that would be refused anyway costs nobody a call.
  if (problem !== undefined) return fail(problem)
  const key = await readKey(row, claims, issuerKeys, now)
  if (key === undefined) return fail('no_usable_key')
  return (await isSignedBy(token, key, claims)) ? succeed(row) : fail('bad_signature')
}

type VerifyingKey = CryptoKey | ReturnType<typeof createLocalJWKSet>

async function readKey(
  row: FederationAuthorization,
  { keyId, algorithm }: FetchTokenClaims,
  issuerKeys: IssuerKeys,
  now: UnixSeconds,
): Promise<VerifyingKey | undefined> {
  const { publicKeys, jwksUri } = row
  const [only] = publicKeys
  const entered =
    publicKeys.find(({ kid }) => kid === keyId) ??
    (keyId === '' && publicKeys.length === 1 ? only : undefined)
  if (entered !== undefined) {
    try {
      return await importSPKI(entered.publicKeyPem, algorithm)
    } catch {
      // Another kind of key than the token's algorithm wants; what it is, each runtime says in its own words.
      return undefined
    }
  }
  if (jwksUri === null) return undefined
  const published = await issuerKeys.read(jwksUri, keyId, now)
  return published && createLocalJWKSet(published)
}

async function isSignedBy(
  token: string,
  key: VerifyingKey,
  { algorithm }: FetchTokenClaims,
): Promise<boolean> {
  const options = { algorithms: [algorithm] }
  try {
    await (typeof key === 'function'
      ? compactVerify(token, key, options)
      : compactVerify(token, key, options))
    return true
  } catch {
    // A wrong signature, no key of that name, one that is too short: jose throws for all that is not right.
    return false
  }
}
