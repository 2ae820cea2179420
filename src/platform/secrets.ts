/** Secret texts of the deployment as keys that can't be read back. */

import { fromTolerantBase64, toHex, utf8 } from '../core/bytes.ts'
import { AES_KEY_BYTES, importAesKey } from '../core/crypto/aes-gcm.ts'
import { equalInConstantTime } from '../core/crypto/constant-time.ts'
import { type HmacHash, hmacSha256, importHmacKey, signHmac } from '../core/crypto/hmac.ts'
import type { RandomBytes } from '../core/random.ts'
import { type SecretBox, secretBox } from '../flows/secret-box.ts'

const MIN_TOKEN_LENGTH = 24

export const randomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/** @param masterKey base64 of 32 bytes */
export async function openSecretBox(masterKey: string | undefined): Promise<SecretBox> {
  const bytes = fromTolerantBase64(masterKey ?? '')
  if (bytes?.length !== AES_KEY_BYTES) throw new Error('MASTER_KEY is not base64 of 32 bytes')
  return secretBox(await importAesKey(bytes), randomBytes)
}

/** A secret box that is opened on first use: a surface that needs none starts without the secret. */
export function lazySecretBox(masterKey: string | undefined): SecretBox {
  let box: Promise<SecretBox> | undefined
  const opened = () => {
    box ??= openSecretBox(masterKey)
    return box
  }
  return {
    wrap: async (secret, label) => (await opened()).wrap(secret, label),
    unwrap: async (wrapped, label) => (await opened()).unwrap(wrapped, label),
  }
}

/** Compares by digest, so that neither content nor length shows. A short or missing token is never right. */
export async function isOperatorToken(
  expected: string | undefined,
  presented: string,
): Promise<boolean> {
  if (expected === undefined || expected.length < MIN_TOKEN_LENGTH) return false
  const digest = (token: string) => hmacSha256(utf8('operator token'), utf8(token))
  return equalInConstantTime(await digest(expected), await digest(presented))
}

/** A key of its own for one purpose, derived from the master key: for what need not outlive it. */
export async function deriveHmacKey(
  masterKey: string | undefined,
  purpose: string,
  hash: HmacHash,
): Promise<CryptoKey> {
  const bytes = fromTolerantBase64(masterKey ?? '')
  if (bytes?.length !== AES_KEY_BYTES) throw new Error('MASTER_KEY is not base64 of 32 bytes')
  return importHmacKey(await hmacSha256(bytes, utf8(`tocsin ${purpose}`)), hash)
}

/** HMAC-SHA-256 of texts by a key of their own, lower-case hexadecimal; the key is derived on first use. */
export function lazyTextHash(
  masterKey: string | undefined,
  purpose: string,
): (text: string) => Promise<string> {
  let key: Promise<CryptoKey> | undefined
  return async (text) => {
    key ??= deriveHmacKey(masterKey, purpose, 'SHA-256')
    return toHex(await signHmac(await key, utf8(text)))
  }
}

/** What cookies and tokens of the console are found by. */
export const consoleTokenHash = (masterKey: string | undefined) =>
  lazyTextHash(masterKey, 'console tokens')

/** What tokens of nations are signed with: the same where they are given out and where they are shown. Derived on first use. */
export function nationTokenKey(masterKey: string | undefined): () => Promise<CryptoKey> {
  let key: Promise<CryptoKey> | undefined
  return () => {
    key ??= deriveHmacKey(masterKey, 'tokens of nations', 'SHA-256')
    return key
  }
}

/** An AES key of its own for one purpose, derived on first use. */
export function lazyAesKey(
  masterKey: string | undefined,
  purpose: string,
): () => Promise<CryptoKey> {
  let key: Promise<CryptoKey> | undefined
  return () => {
    key ??= deriveBytes(masterKey, purpose).then((bytes) =>
      importAesKey(bytes.slice(0, AES_KEY_BYTES)),
    )
    return key
  }
}

/** 64 bytes that are the same for the same purpose. */
export async function deriveBytes(
  masterKey: string | undefined,
  purpose: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return signHmac(await deriveHmacKey(masterKey, 'derived bytes', 'SHA-512'), utf8(purpose))
}
