/**
 * The key that a person reads out to the health service (GGD), by which it finds the upload. Pure.
 * Source: minvws/nl-covid19-notification-app-backend `LuhnModNConfig`, `LuhnModNValidator`; the check digit is Luhn's
 * algorithm over an alphabet of N characters.
 */

import type { RandomBytes } from '../../random.ts'

/** No vowels that make words, and nothing that is taken for something else when it is read out. */
const ALPHABET = 'BCFGJLQRSTUVXYZ23456789'
const GGD_KEY_LENGTH = 7
/** Of the first version of the app, without a check digit. */
const LAB_CONFIRMATION_ID_LENGTH = 6

/** 7 characters, the last of which checks the others. */
export function makeGgdKey(randomBytes: RandomBytes): string {
  const text = draw(GGD_KEY_LENGTH - 1, randomBytes)
  return text + checkCharacterOf(text)
}

/** 6 characters. */
export const makeLabConfirmationId = (randomBytes: RandomBytes): string =>
  draw(LAB_CONFIRMATION_ID_LENGTH, randomBytes)

/**
 * As the first version of the app shows it.
 * @example 'BCF-234'
 */
export const formatLabConfirmationId = (id: string): string => `${id.slice(0, 3)}-${id.slice(3)}`

export const isGgdKey = (text: string): boolean =>
  isOfAlphabet(text, GGD_KEY_LENGTH) && luhnSum(text, 1) % ALPHABET.length === 0

export const isLabConfirmationId = (text: string): boolean =>
  isOfAlphabet(text, LAB_CONFIRMATION_ID_LENGTH)

const isOfAlphabet = (text: string, length: number): boolean =>
  text.length === length && [...text].every((character) => ALPHABET.includes(character))

function checkCharacterOf(text: string): string {
  const rest = luhnSum(text, 2) % ALPHABET.length
  return ALPHABET.charAt((ALPHABET.length - rest) % ALPHABET.length)
}

/** Every second character counts twice, and of what is then above N its two digits in base N are added. */
function luhnSum(text: string, lastFactor: 1 | 2): number {
  const n = ALPHABET.length
  let factor: number = lastFactor
  let sum = 0
  for (const character of [...text].reverse()) {
    const product = factor * ALPHABET.indexOf(character)
    sum += Math.floor(product / n) + (product % n)
    factor = factor === 2 ? 1 : 2
  }
  return sum
}

/** Each character as likely as any other: bytes that would favour some are thrown away. */
function draw(length: number, randomBytes: RandomBytes): string {
  const usable = 256 - (256 % ALPHABET.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < usable && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}
