/** When something is tried again that failed. Pure. */

import { addSeconds, type UnixSeconds } from '../time.ts'

/** Seconds to wait after the first failure, the second, …; the last one stands for all further ones. */
const WAITS = [60, 5 * 60, 15 * 60, 60 * 60] as const
const LONGEST_WAIT = 60 * 60

/** A batch that could not be moved that often is given up, and one with which so many runs of ours ended without a word. */
export const MAX_IMPORT_TRIES = 5
/** A batch with which so many runs of ours ended without a word is given up, and so are keys that a partner left so often. */
export const MAX_SEND_TRIES = 8

/**
 * Failures are counted up to the longest wait where the other side is in the way: it may be so for days, and a batch is of use for
 * as long as its keys. What is counted further is what may never work.
 */
export const countTransient = (failures: number): number => Math.min(failures + 1, WAITS.length)

/**
 * @param failures in a row, 1 or more
 * @param isTransient whether the same may work later; otherwise somebody has to look, and nobody is asked often until then
 */
export const nextAttemptAt = (
  failures: number,
  isTransient: boolean,
  now: UnixSeconds,
): UnixSeconds =>
  addSeconds(now, isTransient ? (WAITS[failures - 1] ?? LONGEST_WAIT) : LONGEST_WAIT)
