/** Codes of authenticator apps. Pure. Source: RFC 6238 and RFC 4226 §5.3, with what all apps know: SHA-1, 6 digits, 30 seconds. */

import { utf8 } from '../bytes.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { importHmacKey, signHmac } from '../crypto/hmac.ts'
import type { UnixSeconds } from '../time.ts'

/** As long as the hash, which RFC 4226 §4 recommends. */
export const TOTP_SECRET_BYTES = 20
const STEP_SECONDS = 30
const DIGITS = 6
/** Steps before and after the present one: clocks of phones differ. */
const WINDOW = 1

export const totpStepOf = (at: UnixSeconds): number => Math.floor(at / STEP_SECONDS)

/** @returns 6 digits */
export async function totpCode(secret: Uint8Array<ArrayBuffer>, step: number): Promise<string> {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const mac = await signHmac(await importHmacKey(secret, 'SHA-1'), counter)
  const offset = (mac[19] ?? 0) & 15
  const word = new DataView(mac.buffer).getUint32(offset) & 0x7fffffff
  return String(word % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** Six digits, however they were grouped; undefined where it is something else. */
export function readTotpCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '')
  return /^[0-9]{6}$/.test(digits) ? digits : undefined
}

/**
 * The step that a code is of, in a time that does not depend on which.
 * @param code 6 digits
 * @returns undefined where it is of none around now; whether it was taken before is the store's to say
 */
export async function findTotpStep(
  secret: Uint8Array<ArrayBuffer>,
  code: string,
  now: UnixSeconds,
): Promise<number | undefined> {
  let found: number | undefined
  for (let offset = -WINDOW; offset <= WINDOW; offset++) {
    const step = totpStepOf(now) + offset
    if (equalInConstantTime(utf8(await totpCode(secret, step)), utf8(code))) found = step
  }
  return found
}

/** What an app reads from the picture. @param account an address of mail */
export function totpAddress(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${encodeBase32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, without padding: what people type where they have no camera. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let word = 0
  let bits = 0
  for (const byte of bytes) {
    word = ((word << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32.charAt((word >> bits) & 31)
    }
  }
  return bits === 0 ? text : text + BASE32.charAt((word << (5 - bits)) & 31)
}
