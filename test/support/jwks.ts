/** Keys of a health authority as it publishes them, made with node:crypto only. */

import { createPublicKey, generateKeyPairSync } from 'node:crypto'

export interface PublishableKey {
  readonly publicKeyPem: string
  readonly privateKeyPem: string
  /** The JWK under a name. */
  jwk(kid: string): Readonly<Record<string, unknown>>
}

export function aPublishableKey(): PublishableKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return {
    publicKeyPem,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    jwk: (kid) => ({ ...createPublicKey(publicKeyPem).export({ format: 'jwk' }), kid }),
  }
}
