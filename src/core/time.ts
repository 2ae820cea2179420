/**
 * Time as the protocol counts it: Unix seconds, ten-minute intervals, UTC days. Pure: the clock is always an argument.
 */

declare const unixSeconds: unique symbol
declare const intervalNumber: unique symbol

/** Whole seconds since the Unix epoch. */
export type UnixSeconds = number & { readonly [unixSeconds]: true }

/** Count of ten-minute intervals since the Unix epoch. */
export type IntervalNumber = number & { readonly [intervalNumber]: true }

export const SECONDS_PER_INTERVAL = 600
export const SECONDS_PER_HOUR = 3600
export const SECONDS_PER_DAY = 86_400
export const INTERVALS_PER_DAY = 144

/** Brands a number of seconds; a fraction is cut off. */
export const asUnixSeconds = (seconds: number): UnixSeconds => Math.floor(seconds) as UnixSeconds

export const asIntervalNumber = (interval: number): IntervalNumber => interval as IntervalNumber

/** The interval that contains an instant. */
export const intervalOf = (at: UnixSeconds): IntervalNumber =>
  Math.floor(at / SECONDS_PER_INTERVAL) as IntervalNumber

/** The instant at which an interval starts. */
export const startOfInterval = (interval: IntervalNumber): UnixSeconds =>
  (interval * SECONDS_PER_INTERVAL) as UnixSeconds

/** The latest multiple of `stepSeconds`, counted from the epoch in UTC, that is not after `at`. */
export const floorTo = (at: UnixSeconds, stepSeconds: number): UnixSeconds =>
  (Math.floor(at / stepSeconds) * stepSeconds) as UnixSeconds

export const addSeconds = (at: UnixSeconds, seconds: number): UnixSeconds =>
  (at + seconds) as UnixSeconds

/** Number of the UTC day of an instant, counted from the epoch. */
export const utcDayOf = (at: UnixSeconds): number => Math.floor(at / SECONDS_PER_DAY)

/** Number of the UTC day in which an interval starts. */
export const utcDayOfInterval = (interval: IntervalNumber): number =>
  Math.floor(interval / INTERVALS_PER_DAY)

const UTC_DATE = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/**
 * The UTC date of an instant.
 * @example '2026-11-19'
 */
export function utcDateOf(at: UnixSeconds): string {
  const parts = new Map(UTC_DATE.formatToParts(at * 1000).map(({ type, value }) => [type, value]))
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
}
