/**
 * What apps are answered: registration, upload and decoy alike. Same status, same headers, bodies of one length. The header
 * `padding` is the original's; bodies are filled up too, since a registration has one and an upload had none.
 */

import { toBase64 } from '../../core/bytes.ts'
import type { RandomBytes } from '../../core/random.ts'
import { padJson } from '../publish/padded-answer.ts'

/** Above the longest answer, that to a registration. */
const BODY_BYTES = 256
/** Characters of the header, both ends included. */
const PADDING = { min: 200, max: 300 }

/** @param members of the answer; an upload has none */
export const paddedAnswer = (
  members: Readonly<Record<string, unknown>>,
  randomBytes: RandomBytes,
): Response =>
  new Response(padJson({ ...members, padding: '' }, BODY_BYTES, randomBytes), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      // What is compressed on its way shows what it is made of.
      'cache-control': 'no-store, no-transform',
      padding: paddingText(randomBytes),
    },
  })

/** Each length as likely as any other. */
function paddingText(randomBytes: RandomBytes): string {
  const lengths = PADDING.max - PADDING.min + 1
  const usable = 65_536 - (65_536 % lengths)
  for (;;) {
    const [high = 0, low = 0] = randomBytes(2)
    const drawn = high * 256 + low
    if (drawn >= usable) continue
    return toBase64(randomBytes(PADDING.max)).slice(0, PADDING.min + (drawn % lengths))
  }
}
