/** Public keys as operators give them. Pure. */

import { importPublicKey } from './ecdsa.ts'
import { decodePem } from './pem.ts'

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
