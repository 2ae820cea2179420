/** How long a person's sign-in stands still after too many wrong tries. Pure. */

/** So many tries in a row may be wrong. */
export const FREE_FAILURES = 10
export const FIRST_LOCK_SECONDS = 900
export const LONGEST_LOCK_SECONDS = 86_400

/**
 * The tenth failure locks for 15 minutes and each that follows for twice as long as the one before it, at most a day.
 * @param failures in a row, this one included
 * @returns 0 for no lock
 */
export function lockSeconds(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  // 2^7 times the first is more than the longest.
  const doublings = Math.min(failures - FREE_FAILURES, 7)
  return Math.min(FIRST_LOCK_SECONDS * 2 ** doublings, LONGEST_LOCK_SECONDS)
}

/** Second factors that may be tried at one session: then the password is asked for again. */
export const TRIES_OF_A_SESSION = 5
