/** The secrets in force, opened: what new things are made with, and what old ones are checked with. */

import { toHex } from '../../core/bytes.ts'
import { importHmacKey } from '../../core/crypto/hmac.ts'
import type { RandomBytes } from '../../core/random.ts'
import { SECRET_LIVES, SECRET_TYPES, type SecretType } from '../../core/realms/secret-rotation.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  addFirstSecret,
  readSecretsInForce,
  type SecretRow,
} from '../../db/verification/queries/secrets.ts'
import type { SecretBox } from '../secret-box.ts'

export interface SecretKeyringDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
}

export type HmacSecretType = Exclude<SecretType, 'cookie_keys'>

export interface SecretKeyring {
  /** HMAC-SHA-512 keys: the first for new things, all of them to check with. Never empty. */
  hmacKeys(type: HmacSecretType): readonly CryptoKey[]
  /** The first: what new things are made with. */
  newest(type: HmacSecretType): CryptoKey
  /** 96 bytes each: 32 of encryption, 64 of HMAC; the order as above. */
  readonly cookieKeys: readonly Uint8Array<ArrayBuffer>[]
}

/** What a new API key is made with. */
export const apiKeySecrets = (keyring: SecretKeyring) => ({
  signature: keyring.newest('api_key_signature_hmac'),
  database: keyring.newest('api_key_database_hmac'),
})

/** What a row's secret is sealed to, so that it opens in no other row. */
export const secretWrappingLabel = (type: SecretType, label: string): string =>
  `secret ${type} ${label}`

/** A new secret of a type, sealed, as a row that is not yet written. */
export async function makeSecret(
  { secretBox, randomBytes }: Pick<SecretKeyringDeps, 'secretBox' | 'randomBytes'>,
  type: SecretType,
): Promise<{ readonly wrappedSecret: string; readonly wrappingLabel: string }> {
  const wrappingLabel = toHex(randomBytes(16))
  const secret = randomBytes(SECRET_LIVES[type].bytes)
  const wrappedSecret = await secretBox.wrap(secret, secretWrappingLabel(type, wrappingLabel))
  return { wrappedSecret, wrappingLabel }
}

/** Reads the keyring; of a type that has none, makes the first. */
export async function readSecretKeyring(
  deps: SecretKeyringDeps,
  now: UnixSeconds,
): Promise<SecretKeyring> {
  let rows = await readSecretsInForce(deps.db)
  const missing = SECRET_TYPES.filter((type) => !rows.some((row) => row.type === type))
  for (const type of missing) {
    await addFirstSecret(deps.db, { type, ...(await makeSecret(deps, type)), createdAt: now })
  }
  if (missing.length > 0) rows = await readSecretsInForce(deps.db)
  const open = async (type: SecretType) =>
    Promise.all(rows.filter((row) => row.type === type).map((row) => openSecret(deps, row)))
  const keys = new Map<SecretType, readonly CryptoKey[]>()
  for (const type of SECRET_TYPES) {
    if (type === 'cookie_keys') continue
    const secrets = await open(type)
    keys.set(type, await Promise.all(secrets.map((secret) => importHmacKey(secret, 'SHA-512'))))
  }
  const cookieKeys = await open('cookie_keys')
  const hmacKeys = (type: HmacSecretType) => keys.get(type) ?? []
  return {
    hmacKeys,
    newest(type) {
      const [key] = hmacKeys(type)
      if (key === undefined) throw new Error(`there is no secret of "${type}"`)
      return key
    },
    cookieKeys,
  }
}

const openSecret = (
  { secretBox }: SecretKeyringDeps,
  { type, wrappedSecret, wrappingLabel }: SecretRow,
): Promise<Uint8Array<ArrayBuffer>> =>
  secretBox.unwrap(wrappedSecret, secretWrappingLabel(type, wrappingLabel))
