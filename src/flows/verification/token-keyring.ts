/** Keys of verification tokens: the one that signs, and all that something may still be signed with. */

import { makeUuid } from '../../core/codes/uuid.ts'
import { importPrivateKey } from '../../core/crypto/ecdsa.ts'
import { readPublicKeyPem } from '../../core/crypto/public-key-pem.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  addFirstTokenSigningKey,
  readTokenSigningKeys,
} from '../../db/verification/queries/token-signing-keys.ts'
import type { SecretBox } from '../secret-box.ts'
import { makeSigningKey } from '../signing-keys.ts'
import type { Signer } from './realm-signing-keys.ts'

export interface TokenKeyringDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
}

export interface TokenKeyring {
  readonly signer: Signer
  /** By `kid`. */
  readonly publicKeys: ReadonlyMap<string, CryptoKey>
}

/** A reader that remembers. */
export interface TokenKeys {
  signer(now: UnixSeconds): Promise<Signer>
  /** undefined: nobody's, also after the rows were read anew. */
  publicKey(keyId: string, now: UnixSeconds): Promise<CryptoKey | undefined>
}

/** What a row's private key is sealed to. */
export const tokenKeyLabel = (id: string): string => `token-signing-key ${id}`

/** How long a keyring is remembered, and how soon an unknown key may have it read again, seconds. */
const MAX_AGE_SECONDS = 60
const MIN_AGE_SECONDS = 5

/** A new key as a row that is not yet written. */
export async function makeTokenSigningKey(
  { secretBox, randomBytes }: Pick<TokenKeyringDeps, 'secretBox' | 'randomBytes'>,
  now: UnixSeconds,
) {
  const id = makeUuid(randomBytes)
  const { wrappedPrivateKey, publicKeyPem } = await makeSigningKey(
    secretBox,
    id,
    now,
    tokenKeyLabel(id),
  )
  return { id, wrappedPrivateKey, publicKeyPem, createdAt: now }
}

/** Reads the keyring; where there is no key that signs, makes one. */
export async function readTokenKeyring(
  deps: TokenKeyringDeps,
  now: UnixSeconds,
): Promise<TokenKeyring> {
  let rows = await readTokenSigningKeys(deps.db)
  if (!rows.some(({ isActive }) => isActive)) {
    await addFirstTokenSigningKey(deps.db, await makeTokenSigningKey(deps, now))
    rows = await readTokenSigningKeys(deps.db)
  }
  const [active] = rows
  if (active?.wrappedPrivateKey == null) throw new Error('there is no key that signs tokens')
  const pkcs8 = await deps.secretBox.unwrap(active.wrappedPrivateKey, tokenKeyLabel(active.id))
  const publicKeys = new Map<string, CryptoKey>()
  for (const { id, publicKeyPem, wrappedPrivateKey } of rows) {
    // One that is destroyed vouches for nothing any more.
    if (wrappedPrivateKey === null) continue
    const key = await readPublicKeyPem(publicKeyPem)
    if (key !== undefined) publicKeys.set(id, key)
  }
  return { signer: { keyId: active.id, privateKey: await importPrivateKey(pkcs8) }, publicKeys }
}

/** Remembers a keyring for a minute. A key that it does not know has it read again, but no more often than every few seconds. */
export function tokenKeys(deps: TokenKeyringDeps): TokenKeys {
  let held: { readonly keyring: TokenKeyring; readonly readAt: UnixSeconds } | undefined
  const keyring = async (now: UnixSeconds, maxAge: number): Promise<TokenKeyring> => {
    if (held !== undefined && Math.abs(now - held.readAt) < maxAge) return held.keyring
    const read = await readTokenKeyring(deps, now)
    held = { keyring: read, readAt: now }
    return read
  }
  return {
    signer: async (now) => (await keyring(now, MAX_AGE_SECONDS)).signer,
    async publicKey(keyId, now) {
      const known = (await keyring(now, MAX_AGE_SECONDS)).publicKeys.get(keyId)
      return known ?? (await keyring(now, MIN_AGE_SECONDS)).publicKeys.get(keyId)
    },
  }
}
