/** Instants as texts: ISO 8601 in UTC to the second, "2026-11-19T10:20:00Z" and no other form, so that texts sort as instants do. Pure. */

import { asUnixSeconds, SECONDS_PER_DAY, SECONDS_PER_HOUR, type UnixSeconds } from './time.ts'

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/
const SECONDS_PER_MINUTE = 60
/** The last instant with a year of four digits. */
const LAST = 253_402_300_799

/** @returns undefined where it is another form, before 1970, or no instant, such as 30 February */
export function parseIsoTime(text: string): UnixSeconds | undefined {
  const parts = FORM.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const seconds =
    daysBefore(year, month, day) * SECONDS_PER_DAY +
    hour * SECONDS_PER_HOUR +
    minute * SECONDS_PER_MINUTE +
    second
  const at = asUnixSeconds(seconds)
  // What overflows into the next minute, day or month reads back as another text.
  return at >= 0 && at <= LAST && formatIsoTime(at) === text ? at : undefined
}

export function formatIsoTime(at: number): string {
  const { year, month, day } = dateOf(Math.floor(at / SECONDS_PER_DAY))
  const ofDay = at % SECONDS_PER_DAY
  const clock = [
    Math.floor(ofDay / SECONDS_PER_HOUR),
    Math.floor(ofDay / SECONDS_PER_MINUTE) % SECONDS_PER_MINUTE,
    ofDay % SECONDS_PER_MINUTE,
  ].map((part) => digits(part, 2))
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${clock.join(':')}Z`
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0')

/** Days from the epoch to a date. Years count from March, so that the leap day is the last of a year. */
function daysBefore(year: number, month: number, day: number): number {
  const marchYear = month < 3 ? year - 1 : year
  const marchMonth = (month + 9) % 12
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leapDays + Math.floor((marchMonth * 153 + 2) / 5) + day - 1 - 719_468
}

/** @param days from the epoch */
function dateOf(days: number): { year: number; month: number; day: number } {
  // A guess that is right or one too high: no year has more than 366 days, and few have.
  let year = 1970 + Math.floor(days / 365.2425) + 1
  while (daysBefore(year, 1, 1) > days) year--
  let month = 12
  while (daysBefore(year, month, 1) > days) month--
  return { year, month, day: days - daysBefore(year, month, 1) + 1 }
}
