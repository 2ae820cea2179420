/** Codes as texts. Pure. */

import type { RandomBytes } from '../random.ts'

const DIGITS = '0123456789'
const LETTERS_AND_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Decimal, with zeros before it. */
export const makeShortCode = (length: number, randomBytes: RandomBytes): string =>
  draw(DIGITS, length, randomBytes)

/** Of [a-z0-9]. */
export const makeLongCode = (length: number, randomBytes: RandomBytes): string =>
  draw(LETTERS_AND_DIGITS, length, randomBytes)

/** Each character as likely as any other: bytes that would favour some are thrown away. */
function draw(alphabet: string, length: number, randomBytes: RandomBytes): string {
  const usable = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < usable && text.length < length) text += alphabet.charAt(byte % alphabet.length)
    }
  }
  return text
}
