/** Secrets in rows, sealed with the master key. A row's label keeps one row's secret from being put into another's. */

import { fromTolerantBase64, toBase64, utf8 } from '../core/bytes.ts'
import { NONCE_BYTES, open, seal } from '../core/crypto/aes-gcm.ts'
import type { RandomBytes } from '../core/random.ts'

export interface SecretBox {
  /** @returns base64 of nonce ‖ ciphertext ‖ tag */
  wrap(secret: Uint8Array<ArrayBuffer>, label: string): Promise<string>
  /** @throws where it was not wrapped with this master key and label: the deployment is misconfigured */
  unwrap(wrapped: string, label: string): Promise<Uint8Array<ArrayBuffer>>
}

export function secretBox(masterKey: CryptoKey, randomBytes: RandomBytes): SecretBox {
  return {
    async wrap(secret, label) {
      return toBase64(await seal(masterKey, randomBytes(NONCE_BYTES), secret, utf8(label)))
    },
    async unwrap(wrapped, label) {
      const sealed = fromTolerantBase64(wrapped)
      const secret = sealed === undefined ? undefined : await open(masterKey, sealed, utf8(label))
      if (secret === undefined) throw new Error(`the master key does not open "${label}"`)
      return secret
    },
  }
}
