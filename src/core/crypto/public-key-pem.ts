/** Public keys as operators give them. Pure. */

import { RSA } from './certificates.ts'
import { importPublicKey } from './ecdsa.ts'
import { decodePem } from './pem.ts'

const MIN_RSA_BITS = 2048

/** @returns undefined where it is not the PEM of a P-256 key */
export async function readPublicKeyPem(pem: string): Promise<CryptoKey | undefined> {
  const spki = decodePem('PUBLIC KEY', pem)
  if (spki === undefined) return undefined
  try {
    return await importPublicKey(spki)
  } catch {
    // WebCrypto says only by the text of its error what is wrong with a key, and each runtime has its own.
    return undefined
  }
}

/** @returns undefined where it is not the PEM of an RSA key of 2048 bits or more */
export async function readRsaPublicKeyPem(pem: string): Promise<CryptoKey | undefined> {
  const spki = decodePem('PUBLIC KEY', pem)
  if (spki === undefined) return undefined
  try {
    const key = await crypto.subtle.importKey('spki', spki, RSA, true, ['verify'])
    const bits = 'modulusLength' in key.algorithm ? Number(key.algorithm.modulusLength) : 0
    return bits >= MIN_RSA_BITS ? key : undefined
  } catch {
    // As above.
    return undefined
  }
}
