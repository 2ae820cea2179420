/** Reads a body to its end, but no further than its bound. */

/** @returns undefined where there is more than `maxBytes` */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (request.body === null) return new Uint8Array()
  const buffer = new Uint8Array(maxBytes)
  let length = 0
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return buffer.subarray(0, length)
    if (length + value.length > maxBytes) {
      await reader.cancel()
      return undefined
    }
    buffer.set(value, length)
    length += value.length
  }
}
