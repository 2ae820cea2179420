/** Trades a code for a token. Source: verification server pkg/controller/verifyapi. */

import { fromTolerantBase64, toBase64 } from '../../core/bytes.ts'
import { acceptedTypes } from '../../core/codes/accepted-types.ts'
import { hashesOf, hashText } from '../../core/codes/code-hash.ts'
import type { PhoneOs } from '../../core/codes/os.ts'
import type { TestType } from '../../core/codes/test-type.ts'
import type { RandomBytes } from '../../core/random.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { makeTokenId, signToken } from '../../core/verification/token.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import type { ApiClient } from '../../db/verification/queries/api-keys.ts'
import { type CodeOutcome, claimCode } from '../../db/verification/queries/claims.ts'
import type { SecretKeyring } from './secret-keyring.ts'
import type { TokenKeys } from './token-keyring.ts'

export interface VerifyCodeDeps {
  readonly db: VerificationDatabase
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
  readonly tokenKeys: TokenKeys
  readonly randomBytes: RandomBytes
  readonly tokenIssuer: string
  readonly tokenLifeSeconds: number
}

export interface ReceivedCode {
  readonly code: string
  readonly accept: readonly string[]
  /** '' for none. */
  readonly nonce: string
  readonly os: PhoneOs
}

export type VerifyCodeFailure =
  | { readonly reason: 'unknown_accepted_type' }
  | { readonly reason: 'malformed_nonce' }
  | { readonly reason: Exclude<CodeOutcome, 'good'> }

export interface IssuedToken {
  readonly testType: TestType
  /** '' for none. */
  readonly symptomDate: string
  readonly testDate: string
  readonly token: string
}

export async function verifyCode(
  deps: VerifyCodeDeps,
  client: ApiClient,
  received: ReceivedCode,
  now: UnixSeconds,
): Promise<Result<IssuedToken, VerifyCodeFailure>> {
  const { db, tokenKeys, tokenIssuer, tokenLifeSeconds } = deps
  // Before the code is used up: without a key there would be nothing to give for it.
  const signer = await tokenKeys.signer(now)
  const accepted = acceptedTypes(received.accept)
  if (accepted === undefined) return fail({ reason: 'unknown_accepted_type' })
  const nonce = fromTolerantBase64(received.nonce)
  if (nonce === undefined) return fail({ reason: 'malformed_nonce' })
  const id = makeTokenId(deps.randomBytes)
  const keyring = await deps.secretKeyring(now)
  const claimed = await claimCode(
    db,
    {
      realmId: client.realm.id,
      apiKeyId: client.apiKeyId,
      isChaff: false,
      codeHashes: await hashesOf(
        received.code,
        keyring.hmacKeys('verification_code_database_hmac'),
      ),
      acceptedTypes: [...accepted],
      nonce: toBase64(nonce),
      os: received.os,
      tokenHash: await hashText(id, keyring.newest('verification_code_database_hmac')),
      tokenExpiresAt: addSeconds(now, tokenLifeSeconds),
    },
    now,
  )
  const { outcome, testType, symptomDate, testDate, countriesOfInterest } = claimed
  if (outcome !== 'good') return fail({ reason: outcome })
  const token = await signToken(signer, {
    issuer: tokenIssuer,
    id,
    subject: {
      testType,
      symptomDate,
      testDate,
      ...(countriesOfInterest !== null && { countriesOfInterest: countriesOfInterest.split(',') }),
    },
    issuedAt: now,
    lifeSeconds: tokenLifeSeconds,
  })
  return succeed({ testType, symptomDate, testDate, token })
}

/** The same work and the same storage calls for nothing. */
export async function pretendToVerify(
  deps: VerifyCodeDeps,
  client: ApiClient,
  now: UnixSeconds,
): Promise<void> {
  await deps.tokenKeys.signer(now)
  const keyring = await deps.secretKeyring(now)
  const nothing = makeTokenId(deps.randomBytes)
  const secrets = keyring.hmacKeys('verification_code_database_hmac')
  await claimCode(
    deps.db,
    {
      realmId: client.realm.id,
      apiKeyId: client.apiKeyId,
      isChaff: true,
      codeHashes: await hashesOf(nothing, secrets),
      acceptedTypes: [],
      nonce: '',
      os: 'unknown',
      tokenHash: await hashText(nothing, keyring.newest('verification_code_database_hmac')),
      tokenExpiresAt: now,
    },
    now,
  )
}
