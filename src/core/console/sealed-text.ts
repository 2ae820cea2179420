/** Texts that only a browser's cookie opens: what was shown once can be shown again to the same session and to nobody else. Pure. */

import { fromTolerantBase64, toBase64, utf8 } from '../bytes.ts'
import { open, seal } from '../crypto/aes-gcm.ts'

/**
 * A key of one text of one session.
 * @param sessionKey derived from the cookie, which is not stored
 * @param name what the text is of, e.g. "codes/<uuid>"
 */
async function keyOf(sessionKey: Uint8Array<ArrayBuffer>, name: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', sessionKey, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`sealed text ${name}`) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** @param nonce 12 random bytes @returns base64 of nonce ‖ ciphertext ‖ tag */
export const sealText = async (
  sessionKey: Uint8Array<ArrayBuffer>,
  name: string,
  text: string,
  nonce: Uint8Array<ArrayBuffer>,
): Promise<string> =>
  toBase64(await seal(await keyOf(sessionKey, name), nonce, utf8(text), utf8(name)))

/** @returns undefined where another session sealed it, or it was sealed under another name */
export async function openText(
  sessionKey: Uint8Array<ArrayBuffer>,
  name: string,
  sealed: string,
): Promise<string | undefined> {
  const bytes = fromTolerantBase64(sealed)
  if (bytes === undefined) return undefined
  const text = await open(await keyOf(sessionKey, name), bytes, utf8(name))
  return text === undefined ? undefined : new TextDecoder().decode(text)
}
