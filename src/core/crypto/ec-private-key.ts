/** Private keys of P-256 as others keep them: PKCS #8, or SEC 1 as OpenSSL's older tools write it. Pure. */

import { concatBytes, fromHex } from '../bytes.ts'
import { decodePem } from './pem.ts'

/** Version 0 and the algorithm: a key on the curve P-256. */
const PREFIX = fromHex('020100301306072a8648ce3d020106082a8648ce3d030107') ?? new Uint8Array()
const SEQUENCE = 0x30
const OCTET_STRING = 0x04
/** A key on this curve takes 121 bytes at the most; more is none. */
const MAX_SEC1_BYTES = 200

/** @returns PKCS #8, DER; undefined where the text has neither form. Whether it is a key of this curve is for its import to say */
export function decodeEcPrivateKeyPem(text: string): Uint8Array<ArrayBuffer> | undefined {
  const pkcs8 = decodePem('PRIVATE KEY', text)
  if (pkcs8 !== undefined) return pkcs8
  const sec1 = decodePem('EC PRIVATE KEY', text)
  if (sec1 === undefined || sec1.length > MAX_SEC1_BYTES) return undefined
  return element(SEQUENCE, concatBytes(PREFIX, element(OCTET_STRING, sec1)))
}

/** @param content up to 255 bytes */
const element = (tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> =>
  content.length < 128
    ? concatBytes(Uint8Array.of(tag, content.length), content)
    : concatBytes(Uint8Array.of(tag, 0x81, content.length), content)
