/** AES-256-GCM in the one framing that is used here: nonce ‖ ciphertext ‖ tag. Pure. */

import { concatBytes } from '../bytes.ts'

export const AES_KEY_BYTES = 32
export const NONCE_BYTES = 12
const TAG_BYTES = 16

export const importAesKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

/**
 * @param nonce 12 bytes, never used twice with one key
 * @returns nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes)
 */
export async function seal(
  key: CryptoKey,
  nonce: Uint8Array<ArrayBuffer>,
  plaintext: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (nonce.length !== NONCE_BYTES) throw new TypeError('a nonce has 12 bytes')
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData },
    key,
    plaintext,
  )
  return concatBytes(nonce, new Uint8Array(sealed))
}

/** @returns undefined where the bytes were not sealed with this key and this additional data */
export async function open(
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  try {
    const plaintext = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.subarray(0, NONCE_BYTES), additionalData },
      key,
      sealed.subarray(NONCE_BYTES),
    )
    return new Uint8Array(plaintext)
  } catch {
    // WebCrypto says no more than that it failed, and neither do we: the caller has one arm for it.
    return undefined
  }
}
