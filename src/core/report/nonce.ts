/** What an app holds so that only it can trade the code that it asked for. Pure. */

import { fromTolerantBase64, toBase64 } from '../bytes.ts'
import { fail, type Result, succeed } from '../result.ts'

export const NONCE_LENGTH = 256

export type NonceProblem = { readonly reason: 'not_base64' } | { readonly reason: 'wrong_length' }

/**
 * @param text base64 of any alphabet and padding
 * @returns standard base64 with padding; '' where there was none
 */
export function readNonce(text: string): Result<string, NonceProblem> {
  const bytes = fromTolerantBase64(text)
  if (bytes === undefined) return fail({ reason: 'not_base64' })
  if (bytes.length === 0) return succeed('')
  return bytes.length === NONCE_LENGTH ? succeed(toBase64(bytes)) : fail({ reason: 'wrong_length' })
}
