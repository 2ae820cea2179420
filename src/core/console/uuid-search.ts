/** References of codes as people type or paste them: whole in any spelling, or how one begins. Pure. */

import { parseAnyUuid } from '../codes/uuid.ts'

const MIN_CHARACTERS = 8
const DIGITS = 32
/** Before which digits a dash stands. */
const DASHES = new Set([8, 12, 16, 20])

export type UuidSearch =
  /** Dashed, lower case. */
  | { readonly kind: 'whole'; readonly uuid: string }
  /** The same, cut off. */
  | { readonly kind: 'beginning'; readonly prefix: string }
  | { readonly kind: 'too_short' }
  | { readonly kind: 'none' }

export function parseUuidSearch(text: string): UuidSearch {
  const uuid = parseAnyUuid(text)
  if (uuid !== undefined) return { kind: 'whole', uuid }
  const digits = text.toLowerCase().replaceAll(/^\s*urn:uuid:|[\s{}-]/g, '')
  if (!/^[0-9a-f]*$/.test(digits) || digits.length > DIGITS) return { kind: 'none' }
  if (digits.length < MIN_CHARACTERS) return { kind: 'too_short' }
  const dashed = [...digits].map((digit, at) => (DASHES.has(at) ? `-${digit}` : digit)).join('')
  return digits.length === DIGITS
    ? { kind: 'whole', uuid: dashed }
    : { kind: 'beginning', prefix: dashed }
}
