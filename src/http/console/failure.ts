/** Our own faults: a page with a number that support finds in the log. */

import type { ConsoleContext } from './context.ts'
import { errorPage } from './errors.tsx'

/** No letter or digit that is taken for another one. */
const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

export function answerFailure(cause: unknown, c: ConsoleContext): Promise<Response> {
  const { deps, copy } = c.var
  const reference = makeReference(deps.randomBytes(6))
  deps.events.requestFailed(`console ${reference}`, cause)
  return errorPage(c, 'failed', { more: [copy.common.reference(reference)] })
}

/** @returns such as '7F3K-22' */
function makeReference(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
