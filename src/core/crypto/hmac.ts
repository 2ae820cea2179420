/** HMAC-SHA-256 by WebCrypto. Pure. */

const HMAC_SHA_256 = { name: 'HMAC', hash: 'SHA-256' } as const

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
export const importHmacKey = (secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    'raw',
    secret.length === 0 ? new Uint8Array(1) : secret,
    HMAC_SHA_256,
    false,
    ['sign'],
  )
