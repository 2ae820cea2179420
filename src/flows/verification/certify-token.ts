/** Trades a token for a certificate. Source: verification server pkg/controller/certapi. */

import { fromTolerantBase64 } from '../../core/bytes.ts'
import { hashesOf } from '../../core/codes/code-hash.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { signCertificate } from '../../core/verification/issue-certificate.ts'
import { makeTokenId, type TokenSubject, verifyToken } from '../../core/verification/token.ts'
import type { ApiClient } from '../../db/verification/queries/api-keys.ts'
import { claimToken, type TokenOutcome } from '../../db/verification/queries/claims.ts'
import type { CertificateSigners } from './certificate-signers.ts'
import type { VerifyCodeDeps } from './verify-code.ts'

export interface CertifyTokenDeps
  extends Pick<
    VerifyCodeDeps,
    'db' | 'secretKeyring' | 'tokenKeys' | 'randomBytes' | 'tokenIssuer'
  > {
  readonly signers: CertificateSigners
  readonly clockSkewSeconds: number
}

export interface ReceivedToken {
  readonly token: string
  /** Base64 of 32 bytes, to be copied as it is. */
  readonly ekeyhmac: string
}

export type CertifyTokenFailure =
  | { readonly reason: 'token_invalid' }
  | { readonly reason: 'hmac_invalid' }
  | { readonly reason: Exclude<TokenOutcome, 'good'> }

const HMAC_BYTES = 32

/** The token is used up last, after signing, so that a request that failed can be made again. */
export async function certifyToken(
  deps: CertifyTokenDeps,
  client: ApiClient,
  { token, ekeyhmac }: ReceivedToken,
  now: UnixSeconds,
): Promise<Result<string, CertifyTokenFailure>> {
  const publicKey = (keyId: string) => deps.tokenKeys.publicKey(keyId, now)
  const verified = await verifyToken(token, deps.tokenIssuer, publicKey, now)
  if (verified === undefined) return fail({ reason: 'token_invalid' })
  if (fromTolerantBase64(ekeyhmac)?.length !== HMAC_BYTES) return fail({ reason: 'hmac_invalid' })
  const { signer, issuer, audience, lifeSeconds } = await deps.signers(client.realm, now)
  const certificate = await signCertificate(
    signer,
    {
      issuer,
      audience,
      subject: verified.subject,
      tekmac: ekeyhmac,
      lifeSeconds,
      clockSkewSeconds: deps.clockSkewSeconds,
    },
    now,
  )
  const outcome = await claim(deps, client, verified.id, verified.subject, false, now)
  return outcome === 'good' ? succeed(certificate) : fail({ reason: outcome })
}

/** The same storage calls for nothing. */
export async function pretendToCertify(
  deps: CertifyTokenDeps,
  client: ApiClient,
  now: UnixSeconds,
): Promise<void> {
  await deps.tokenKeys.signer(now)
  await deps.signers(client.realm, now)
  const subject = { testType: 'confirmed', symptomDate: '', testDate: '' } as const
  await claim(deps, client, makeTokenId(deps.randomBytes), subject, true, now)
}

async function claim(
  { db, secretKeyring }: CertifyTokenDeps,
  client: ApiClient,
  tokenId: string,
  { testType, symptomDate, testDate }: TokenSubject,
  isChaff: boolean,
  now: UnixSeconds,
): Promise<TokenOutcome> {
  const keyring = await secretKeyring(now)
  return claimToken(
    db,
    {
      realmId: client.realm.id,
      apiKeyId: client.apiKeyId,
      isChaff,
      tokenHashes: await hashesOf(tokenId, keyring.hmacKeys('verification_code_database_hmac')),
      testType,
      symptomDate,
      testDate,
    },
    now,
  )
}
