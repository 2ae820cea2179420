/** UUIDs as clients spell them. Pure. */

import { toHex } from '../bytes.ts'
import type { RandomBytes } from '../random.ts'

const FORMS = [
  /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/,
  /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/,
  /^\{([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}$/,
]
const URN = 'urn:uuid:'

/**
 * Dashed, bare or in braces, in any case, blanks around it aside.
 * @returns dashed, lower case; undefined where it is none
 */
export function parseUuid(text: string): string | undefined {
  const folded = text.trim().toLowerCase()
  for (const form of FORMS) {
    const parts = form.exec(folded)?.slice(1)
    if (parts !== undefined) return parts.join('-')
  }
  return undefined
}

/** The same, and the form of a URN. */
export const parseAnyUuid = (text: string): string | undefined => {
  const folded = text.trim().toLowerCase()
  return parseUuid(folded.startsWith(URN) ? folded.slice(URN.length) : folded)
}

/** Version 4, RFC 9562. */
export function makeUuid(randomBytes: RandomBytes): string {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
