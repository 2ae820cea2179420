/** Which days a page of statistics shows. Pure. Source: console.md §4.3. */

import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'

/** Days that can be chosen; today is the last of them. */
export const RANGES = [7, 30, 90] as const
export type Range = (typeof RANGES)[number]

const USUAL: Range = 30

/** @param text of the address; what is no choice is the usual one */
export const parseRange = (text: string | undefined): Range =>
  RANGES.find((range) => String(range) === text) ?? USUAL

/**
 * Midnights, UTC, the oldest first: a range's days up to today, without those before the realm was there.
 * @param since when there was something to count first
 */
export function shownDays(
  now: UnixSeconds,
  range: Range,
  since: UnixSeconds,
): readonly UnixSeconds[] {
  const today = floorTo(now, SECONDS_PER_DAY)
  const first = floorTo(since, SECONDS_PER_DAY)
  const days: UnixSeconds[] = []
  for (let age = range - 1; age >= 0; age--) {
    const day = (today - age * SECONDS_PER_DAY) as UnixSeconds
    if (day >= first || age === 0) days.push(day)
  }
  return days
}
