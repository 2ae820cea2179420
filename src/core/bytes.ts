/**
 * Byte strings and their texts. Ours, since `Uint8Array.fromBase64` is not in every runtime that runs this code and since
 * the published servers decode base64 by Go's rules, which no native decoder follows. Pure.
 */

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const HEX = '0123456789abcdef'
const INVALID = 255

const BASE64_VALUE = new Uint8Array(128).fill(INVALID)
for (let i = 0; i < STANDARD.length; i++) BASE64_VALUE[STANDARD.charCodeAt(i)] = i
BASE64_VALUE['-'.charCodeAt(0)] = 62
BASE64_VALUE['_'.charCodeAt(0)] = 63

const HEX_VALUE = new Uint8Array(128).fill(INVALID)
for (let i = 0; i < 16; i++) {
  HEX_VALUE[HEX.charCodeAt(i)] = i
  HEX_VALUE[HEX.toUpperCase().charCodeAt(i)] = i
}

const encoder = new TextEncoder()

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  encoder.encode(text) as Uint8Array<ArrayBuffer>

/** Encoders of the runtime's own, ten times as fast, where it has them; the language's types do not know them yet. */
const native: {
  readonly toBase64?: (this: Uint8Array) => string
  readonly toHex?: (this: Uint8Array) => string
} = Uint8Array.prototype

/** Standard padded base64. */
export const toBase64 = (bytes: Uint8Array): string =>
  native.toBase64 === undefined ? encodeBase64(bytes) : native.toBase64.call(bytes)

/** @internal `toBase64` where the runtime has none */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  let i = 0
  for (; i + 2 < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text +=
      STANDARD.charAt(word >> 18) +
      STANDARD.charAt((word >> 12) & 63) +
      STANDARD.charAt((word >> 6) & 63) +
      STANDARD.charAt(word & 63)
  }
  const left = bytes.length - i
  if (left === 0) return text
  const word = ((bytes[i] ?? 0) << 16) | ((left === 2 ? (bytes[i + 1] ?? 0) : 0) << 8)
  text += STANDARD.charAt(word >> 18) + STANDARD.charAt((word >> 12) & 63)
  return text + (left === 2 ? `${STANDARD.charAt((word >> 6) & 63)}=` : '==')
}

/** Unpadded URL-safe base64, as JOSE writes it. */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/**
 * Base64 as the published servers read it: both alphabets, any amount of padding at the end, CR and LF skipped, bits left
 * over in the last character ignored. Source: google/exposure-notifications-server pkg/base64util.
 * @returns undefined where it is not base64
 */
export function fromTolerantBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x3d) end--
  return decodeBase64(text, end, true)
}

/** Raw base64url as a JWT carries it: one alphabet, no padding, no white space. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (/[^A-Za-z0-9_-]/.test(text)) return undefined
  return decodeBase64(text, text.length, false)
}

function decodeBase64(
  text: string,
  end: number,
  skipLineEnds: boolean,
): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((end * 3) / 4))
  let length = 0
  let word = 0
  let bits = 0
  let digits = 0
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (skipLineEnds && (unit === 10 || unit === 13)) continue
    const value = unit < 128 ? (BASE64_VALUE[unit] ?? INVALID) : INVALID
    if (value === INVALID) return undefined
    digits++
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (word >> bits) & 255
    }
  }
  // A single digit in the last group holds no whole byte.
  if (digits % 4 === 1) return undefined
  return bytes.subarray(0, length)
}

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string =>
  native.toHex === undefined ? encodeHex(bytes) : native.toHex.call(bytes)

/** @internal `toHex` where the runtime has none */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX.charAt(byte >> 4) + HEX.charAt(byte & 15)
  return text
}

/** @returns undefined where the text is not an even number of hexadecimal digits */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  return writeHex(text, bytes, 0) ? bytes : undefined
}

/**
 * Decodes hexadecimal digits into `target` from `offset`, without making anything.
 * @returns false where a character is not a digit; what was written before it stays
 */
export function writeHex(text: string, target: Uint8Array, offset: number): boolean {
  for (let i = 0, at = offset; i + 1 < text.length; i += 2, at++) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    if ((a | b) > 127) return false
    const high = HEX_VALUE[a] ?? INVALID
    const low = HEX_VALUE[b] ?? INVALID
    if (high === INVALID || low === INVALID) return false
    target[at] = (high << 4) | low
  }
  return true
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Order of two byte strings, as `memcmp` and then by length. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Equality of public bytes. For secrets use `crypto/constant-time.ts`. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && compareBytes(a, b) === 0
