/** Signing keys of realms and of the system: made or imported, sealed at rest, opened to sign. */

import { toHex } from '../../core/bytes.ts'
import { importPrivateKey } from '../../core/crypto/ecdsa.ts'
import type { RandomBytes } from '../../core/random.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  type NewRealmSigningKey,
  readRealmSigningKey,
  type SigningPurpose,
} from '../../db/verification/queries/realm-signing-keys.ts'
import type { SecretBox } from '../secret-box.ts'
import { makeSigningKey, readSigningKey, type UnreadableKey } from '../signing-keys.ts'

export interface RealmSigningKeyDeps {
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
}

/** A key that signs. */
export interface Signer {
  readonly keyId: string
  readonly privateKey: CryptoKey
}

/** What a row's private key is sealed to. */
const wrappingName = (label: string): string => `realm-signing-key ${label}`

/** A new key as a row that is not yet written. @param keyId undefined: named by realm and number */
export async function makeRealmSigningKey(
  deps: RealmSigningKeyDeps,
  realmId: number,
  purpose: SigningPurpose,
  keyId: string | undefined,
  now: UnixSeconds,
): Promise<NewRealmSigningKey> {
  const wrappingLabel = toHex(deps.randomBytes(16))
  const key = await makeSigningKey(deps.secretBox, wrappingLabel, now, wrappingName(wrappingLabel))
  return rowOf(key, realmId, purpose, keyId, wrappingLabel, now)
}

/** The same of a key that was made elsewhere. @param privateKeyPem PKCS #8, not encrypted */
export async function importRealmSigningKey(
  deps: RealmSigningKeyDeps,
  realmId: number,
  purpose: SigningPurpose,
  keyId: string | undefined,
  privateKeyPem: string,
  now: UnixSeconds,
): Promise<Result<NewRealmSigningKey, UnreadableKey>> {
  const wrappingLabel = toHex(deps.randomBytes(16))
  const label = wrappingName(wrappingLabel)
  const key = await readSigningKey(deps.secretBox, wrappingLabel, privateKeyPem, now, label)
  return key.ok
    ? succeed(rowOf(key.value, realmId, purpose, keyId, wrappingLabel, now))
    : fail(key.failure)
}

const rowOf = (
  key: { readonly wrappedPrivateKey: string; readonly publicKeyPem: string },
  realmId: number,
  purpose: SigningPurpose,
  keyId: string | undefined,
  wrappingLabel: string,
  now: UnixSeconds,
): NewRealmSigningKey => ({
  realmId,
  purpose,
  keyId,
  wrappedPrivateKey: key.wrappedPrivateKey,
  wrappingLabel,
  publicKeyPem: key.publicKeyPem,
  createdAt: now,
})

/** Signers by the id of their row, kept for as long as the isolate lives: a row's key never changes. */
export type SignerCache = (id: number) => Promise<Signer | undefined>

/** Far above the realms of any country; beyond it the oldest go. */
const MAX_CACHED_SIGNERS = 200

/** @returns undefined where there is no such key, or it is destroyed */
export function signerCache(db: VerificationDatabase, secretBox: SecretBox): SignerCache {
  const held = new Map<number, Signer>()
  return async (id) => {
    const known = held.get(id)
    if (known !== undefined) return known
    const row = await readRealmSigningKey(db, id)
    if (row === undefined || row.wrappedPrivateKey === null || row.deletedAt !== null) {
      return undefined
    }
    const pkcs8 = await secretBox.unwrap(row.wrappedPrivateKey, wrappingName(row.wrappingLabel))
    const signer = { keyId: row.keyId, privateKey: await importPrivateKey(pkcs8) }
    const [oldest] = held.keys()
    if (held.size >= MAX_CACHED_SIGNERS && oldest !== undefined) held.delete(oldest)
    held.set(id, signer)
    return signer
  }
}
