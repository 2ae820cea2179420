/** HMAC by WebCrypto. Pure. */

export type HmacHash = 'SHA-1' | 'SHA-256' | 'SHA-512'

/** @returns 32 bytes */
export async function hmacSha256(
  secret: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await importHmacKey(secret)
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
}

/**
 * A key of any length, also none: HMAC pads a key with zeros to a block, so one zero byte is the same key as no byte at
 * all, and WebCrypto refuses to import the latter.
 */
export const importHmacKey = (
  secret: Uint8Array<ArrayBuffer>,
  hash: HmacHash = 'SHA-256',
): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    'raw',
    secret.length === 0 ? new Uint8Array(1) : secret,
    { name: 'HMAC', hash },
    false,
    ['sign'],
  )

/** @param key imported for this hash */
export const signHmac = async (
  key: CryptoKey,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
