/** CRC-32 as zip uses it (polynomial 0xedb88320, reflected). Pure. */

const TABLE = new Int32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1
  }
  TABLE[byte] = remainder
}

/** @example crc32(utf8('123456789')) // 0xcbf43926 */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1
  for (let i = 0; i < bytes.length; i++) {
    remainder = (TABLE[(remainder ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (remainder >>> 8)
  }
  return ~remainder >>> 0
}
