/** Inflates what a stranger deflated: bounded in memory and time, exact about where the data end. Pure. */

import { Inflate } from 'fflate'

/**
 * Compressed bytes taken at once. Deflate expands by at most 1032, so that is how far a lying stream gets (17 MB) before
 * it is stopped.
 */
const STEP_BYTES = 16 * 1024

export type InflateProblem = 'invalid' | 'longer' | 'shorter' | 'followed'

/**
 * @param size bytes that it must inflate to; the caller has bounded it
 * @returns 'invalid' for damaged or cut data, 'longer' and 'shorter' than `size`, 'followed' by bytes after their end
 */
export function inflateExactly(deflated: Uint8Array, size: number): Uint8Array | InflateProblem {
  const inflated = new Uint8Array(size)
  let length = 0
  const outcome = inflate(deflated, (piece) => {
    if (length + piece.length <= size) inflated.set(piece, length)
    length += piece.length
    return length <= size
  })
  if (outcome === 'invalid') return 'invalid'
  if (outcome === 'stopped') return 'longer'
  if (length < size) return 'shorter'
  // fflate does not say where the data ended. Where all but the last byte are whole too, they ended before it, and a
  // streaming reader would look for the next header there.
  const isFollowed = inflate(deflated.subarray(0, -1), () => true) === 'whole'
  return isFollowed ? 'followed' : inflated
}

function inflate(
  deflated: Uint8Array,
  take: (piece: Uint8Array) => boolean,
): 'whole' | 'stopped' | 'invalid' {
  let isWanted = true
  const stream = new Inflate((piece) => {
    if (isWanted) isWanted = take(piece)
  })
  // fflate takes no data at all for a whole stream.
  if (deflated.length === 0) return 'invalid'
  try {
    for (let at = 0; at < deflated.length && isWanted; at += STEP_BYTES) {
      const end = at + STEP_BYTES
      stream.push(deflated.subarray(at, end), end >= deflated.length)
    }
  } catch {
    // fflate throws for every kind of damage, and nothing else can fail here.
    return 'invalid'
  }
  return isWanted ? 'whole' : 'stopped'
}
