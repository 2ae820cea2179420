/**
 * The token that a form carries: its session's secret under a fresh mask, so that no two pages hold the same bytes and
 * compression tells nothing (BREACH). Pure.
 */

import { concatBytes, fromBase64Url, toBase64Url, utf8 } from '../bytes.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { sha256 } from '../crypto/sha256.ts'
import type { RandomBytes } from '../random.ts'

const SECRET_BYTES = 32

/** @param secret of the session, any text */
export async function maskCsrfToken(secret: string, randomBytes: RandomBytes): Promise<string> {
  const mask = randomBytes(SECRET_BYTES)
  return toBase64Url(concatBytes(mask, xor(mask, await sha256(utf8(secret)))))
}

/** Whether a token was made for a session with this secret. */
export async function isCsrfToken(token: string, secret: string): Promise<boolean> {
  const bytes = fromBase64Url(token)
  if (bytes?.length !== 2 * SECRET_BYTES) return false
  const shown = xor(bytes.subarray(0, SECRET_BYTES), bytes.subarray(SECRET_BYTES))
  return equalInConstantTime(shown, await sha256(utf8(secret)))
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  Uint8Array.from(a, (byte, index) => byte ^ (b[index] ?? 0))
