/** Ten codes on paper, for whoever has lost their phone. Pure. */

import type { RandomBytes } from '../random.ts'

export const RECOVERY_CODES = 10
const LENGTH = 10

/** Crockford's: without I, L, O and U. 32 characters, so that 5 bits of a byte are one, and each is as likely as any other. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 50 bits each. @example 'K7QM2-XA9TD' */
export const makeRecoveryCodes = (randomBytes: RandomBytes): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('')
    return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`
  })

/**
 * A code as it is compared: hyphens, blanks and case do not count, and letters that look like digits are read as those.
 * @returns undefined where it can be none
 */
export function readRecoveryCode(typed: string): string | undefined {
  const text = typed
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return new RegExp(`^[${ALPHABET}]{${LENGTH}}$`).test(text) ? text : undefined
}
