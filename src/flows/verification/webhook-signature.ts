/** How calls of an authority's own systems are signed. */

import { toHex, utf8 } from '../../core/bytes.ts'
import { importHmacKey, signHmac } from '../../core/crypto/hmac.ts'

/** Hex of HMAC-SHA-512 over the body. */
export const webhookSignature = async (secret: string, body: string): Promise<string> =>
  toHex(await signHmac(await importHmacKey(utf8(secret), 'SHA-512'), utf8(body)))
