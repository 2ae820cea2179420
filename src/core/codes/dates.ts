/** Dates of symptoms and tests: form and range. Pure. Source: verification server pkg/controller/issueapi. */

import { parseIsoTime } from '../iso-time.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../time.ts'

export type DateProblem = 'malformed' | 'out_of_range'

/** @returns whether it is a date of the calendar, written like "2026-11-19" */
export const isCalendarDate = (text: string): boolean =>
  parseIsoTime(`${text}T00:00:00Z`) !== undefined || isBeforeEpoch(text)

/** Dates before 1970 are well formed and never in range. */
const isBeforeEpoch = (text: string): boolean => {
  const [, year = '', rest = ''] = /^(\d{4})(-\d{2}-\d{2})$/.exec(text) ?? []
  // A year with the same calendar, four centuries on.
  return (
    year !== '' &&
    Number(year) < 1970 &&
    isCalendarDate(`${Number(year) + 400 * Math.ceil((1970 - Number(year)) / 400)}${rest}`)
  )
}

/**
 * From today, UTC, back to so many days before it, both ends included.
 * @param tzOffset minutes; a negative one moves the lower end by a day, since it may still be yesterday where the date was written
 */
export function checkDate(
  text: string,
  pastSeconds: number,
  tzOffset: number,
  now: UnixSeconds,
): DateProblem | undefined {
  if (!isCalendarDate(text)) return 'malformed'
  const days = Math.floor(pastSeconds / SECONDS_PER_DAY) + (tzOffset < 0 ? 1 : 0)
  const earliest = utcDateOf(addSeconds(now, -days * SECONDS_PER_DAY))
  return text >= earliest && text <= utcDateOf(now) ? undefined : 'out_of_range'
}
