/** Phone numbers as people write them. Pure. */

import {
  type CountryCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js'

const MAX_LENGTH = 100
/** Letters of a telephone's keys, as in 1-800-FLOWERS. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/[abc]/gi, '2'],
  [/[def]/gi, '3'],
  [/[ghi]/gi, '4'],
  [/[jkl]/gi, '5'],
  [/[mno]/gi, '6'],
  [/[pqrs]/gi, '7'],
  [/[tuv]/gi, '8'],
  [/[wxyz]/gi, '9'],
]
const EXTENSION = /\s*(;ext=|ext\.?|extension|[x#])\s*\d{1,7}$/i

/**
 * @param country ISO 3166-1 alpha-2 in any case, for numbers without "+"
 * @returns E.164; undefined where it can't be a number of that country
 */
export function parsePhoneNumber(text: string, country: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const parsed = parsePhoneNumberFromString(digitsOf(text), {
    defaultCountry: country.toUpperCase() as CountryCode,
    extract: false,
  })
  return parsed?.isPossible() ? parsed.number : undefined
}

export type PhoneProblem = 'too_short' | 'too_long' | 'not_a_number'

/** What is wrong with one that is not taken. */
export function phoneProblemOf(text: string, country: string): PhoneProblem {
  if (text.length > MAX_LENGTH) return 'not_a_number'
  const found = validatePhoneNumberLength(digitsOf(text), country.toUpperCase() as CountryCode)
  if (found === 'TOO_SHORT') return 'too_short'
  return found === 'TOO_LONG' ? 'too_long' : 'not_a_number'
}

function digitsOf(text: string): string {
  const plain = text.normalize('NFKC').trim().replace(/^tel:/i, '').replace(EXTENSION, '')
  // Letters behind three digits are a name for the keys; letters alone are a name for somebody.
  return /^[+\d][\d\s().-]{2,}[a-z]/i.test(plain)
    ? KEYS.reduce((number, [letters, key]) => number.replace(letters, key), plain)
    : plain
}
