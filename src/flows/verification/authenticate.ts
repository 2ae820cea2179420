/** Whose request it is: one read, so that a key that was disabled is refused at once. */

import { hashApiKey, readApiKey } from '../../core/realms/api-key.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { type ApiClient, readApiClient } from '../../db/verification/queries/api-keys.ts'
import type { SecretKeyring } from './secret-keyring.ts'

export interface AuthenticateDeps {
  readonly db: VerificationDatabase
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
}

/** @param header value of X-API-Key; undefined where there is none */
export async function authenticate(
  { db, secretKeyring }: AuthenticateDeps,
  header: string | undefined,
  now: UnixSeconds,
): Promise<ApiClient | undefined> {
  if (header === undefined) return undefined
  const keyring = await secretKeyring(now)
  const presented = await readApiKey(header, keyring.hmacKeys('api_key_signature_hmac'))
  if (presented === undefined) return undefined
  const hashes = await Promise.all(
    keyring.hmacKeys('api_key_database_hmac').map((secret) => hashApiKey(presented.key, secret)),
  )
  return readApiClient(db, hashes, presented.realmId)
}
