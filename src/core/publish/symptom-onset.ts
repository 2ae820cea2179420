/** Which day of onset an upload is judged by, and how far a key lies from it. Pure. */

import {
  addSeconds,
  floorTo,
  type IntervalNumber,
  intervalOf,
  SECONDS_PER_DAY,
  type UnixSeconds,
  utcDayOf,
  utcDayOfInterval,
} from '../time.ts'

export interface OnsetLimits {
  /** Days back within which a reported onset is plausible. */
  readonly maxReportDays: number
  /** Days back that are taken where none was reported. */
  readonly defaultDaysAgo: number
}

export interface SymptomOnset {
  /** UTC day number. */
  readonly day: number
  /** Whether the day is the default rather than reported. */
  readonly isDefault: boolean
}

/** The first plausible one of the request's and the certificate's onset; else the default. */
export function chooseSymptomOnset(
  reported: readonly number[],
  now: UnixSeconds,
  limits: OnsetLimits,
): SymptomOnset {
  const midnight = floorTo(
    addSeconds(now, -limits.maxReportDays * SECONDS_PER_DAY),
    SECONDS_PER_DAY,
  )
  const earliest = intervalOf(midnight)
  const current = intervalOf(now)
  const plausible = reported.find((onset) => onset >= earliest && onset < current)
  if (plausible !== undefined) {
    return { day: utcDayOfInterval(plausible as IntervalNumber), isDefault: false }
  }
  return { day: utcDayOf(now) - limits.defaultDaysAgo, isDefault: true }
}

/** Days from the onset to the day in which a key starts; negative before the onset. */
export const daysSinceOnset = (start: IntervalNumber, onset: SymptomOnset): number =>
  utcDayOfInterval(start) - onset.day
