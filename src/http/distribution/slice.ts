/** Part of a stream of bytes, with the length that the platform then announces. */

import type { ByteRange } from './conditional.ts'

/** @param range within the stream; what follows it is not read */
export function sliceOf(
  body: ReadableStream<Uint8Array>,
  range: ByteRange,
): ReadableStream<Uint8Array> {
  const end = range.offset + range.length
  let at = 0
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const first = Math.max(0, range.offset - at)
      const last = Math.min(chunk.length, end - at)
      if (first < last) controller.enqueue(chunk.subarray(first, last))
      at += chunk.length
      if (at >= end) controller.terminate()
    },
  })
  return body.pipeThrough(cut).pipeThrough(new FixedLengthStream(range.length))
}
