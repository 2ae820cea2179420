/** SHA-256 by WebCrypto. Pure. */

/** @returns 32 bytes */
export const sha256 = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', message))
