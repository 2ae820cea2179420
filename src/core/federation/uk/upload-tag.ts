/** Tags of our uploads. Pure. */

import { concatBytes, toHex, utf8 } from '../../bytes.ts'
import { sha256 } from '../../crypto/sha256.ts'

/**
 * A UUID that is the same for the same keys, so that a batch that is made twice is one upload to the server. It differs between
 * nations: the original's server gives keys to whoever used their tag first. Version 8 of RFC 9562, of our own making.
 * @param nation what we are to the server
 */
export async function uploadTag(nation: string, payload: Uint8Array): Promise<string> {
  const bytes = await sha256(concatBytes(utf8(`${nation}\n`), payload))
  const digits = toHex(bytes)
  const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${toHex(Uint8Array.of(variant))}${digits.slice(18, 20)}`,
    digits.slice(20, 32),
  ].join('-')
}
