/** What codes, tokens and phone numbers are found by: none of them is kept. Pure. */

import { toBase64Url, utf8 } from '../bytes.ts'
import { signHmac } from '../crypto/hmac.ts'

/** @param secret for HMAC-SHA-512 @returns base64url, 86 characters */
export const hashText = async (text: string, secret: CryptoKey): Promise<string> =>
  toBase64Url(await signHmac(secret, utf8(text)))

/** Under every secret in force. */
export const hashesOf = (text: string, secrets: readonly CryptoKey[]): Promise<readonly string[]> =>
  Promise.all(secrets.map((secret) => hashText(text, secret)))
