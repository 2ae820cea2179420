/**
 * Every publish answer has the same length, whatever it says: success, refusal and chaff look alike on the wire.
 * The padding is random text, since a run of one letter would vanish in a compressed transfer (privacy reference 4.2).
 */

import type { PublishAnswer, PublishVersion } from '../../api/publish.ts'
import { toBase64, utf8 } from '../../core/bytes.ts'
import type { RandomBytes } from '../../core/random.ts'

const VERSION_HEADER: Record<PublishVersion, string> = { v1: 'v1', v1alpha1: 'v1alpha' }

export interface AnswerOptions {
  readonly version: PublishVersion
  readonly status: number
  /** Seconds; undefined for no header. */
  readonly retryAfter: number | undefined
  /** Bytes; an answer that is longer takes the next multiple. */
  readonly stepBytes: number
}

export function paddedAnswer(
  answer: PublishAnswer,
  options: AnswerOptions,
  randomBytes: RandomBytes,
): Response {
  const members = options.version === 'v1' ? v1Members(answer) : v1Alpha1Members(answer)
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-api-version': VERSION_HEADER[options.version],
  })
  if (options.retryAfter !== undefined) headers.set('retry-after', String(options.retryAfter))
  return new Response(padJson(members, options.stepBytes, randomBytes), {
    status: options.status,
    headers,
  })
}

const v1Members = (answer: PublishAnswer) => ({
  ...(answer.revisionToken !== undefined && { revisionToken: answer.revisionToken }),
  ...(answer.insertedExposures ? { insertedExposures: answer.insertedExposures } : {}),
  ...(answer.error !== undefined && { error: answer.error }),
  ...(answer.code !== undefined && { code: answer.code }),
  padding: '',
  ...(answer.warnings?.length ? { warnings: answer.warnings } : {}),
})

/** The old version writes its members also where they are empty, and has no code. */
const v1Alpha1Members = (answer: PublishAnswer) => ({
  revisionToken: answer.revisionToken ?? '',
  insertedExposures: answer.insertedExposures ?? 0,
  error: answer.error ?? '',
  padding: '',
  ...(answer.warnings?.length ? { warnings: answer.warnings } : {}),
})

/** Fills the member `padding` until the JSON has a multiple of `stepBytes` bytes. */
export function padJson(
  members: { readonly padding: string },
  stepBytes: number,
  randomBytes: RandomBytes,
): Uint8Array<ArrayBuffer> {
  const bare = JSON.stringify(members)
  const bareBytes = utf8(bare).length
  const missing = Math.ceil(bareBytes / stepBytes) * stepBytes - bareBytes
  const padding = toBase64(randomBytes(Math.ceil((missing * 3) / 4))).slice(0, missing)
  // Inside a text the quotes would be escaped: this is the member.
  return utf8(bare.replace('"padding":""', `"padding":"${padding}"`))
}
