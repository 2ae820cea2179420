/** What the indexes hold: JSON arrays, each entry once, ascending, without a space or a newline. Pure. */

import { formatIsoTime } from '../../iso-time.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../time.ts'

export const VERSION_INDEX = '["v1"]'
export const VERSION_V2_INDEX = '["v2"]'

/** Directories that are published: the origin country and, since the union has one, its package. */
export const countryIndex = (directories: Iterable<string>): string => indexOf(directories)

/** @param days any instant of each, Unix seconds */
export const dateIndex = (days: Iterable<number>): string => indexOf(Array.from(days, dateOf))

/** Hours of one day as numbers, 0 to 23. @param hours any instant of each, Unix seconds */
export const hourIndex = (hours: Iterable<number>): string =>
  JSON.stringify([...new Set(Array.from(hours, hourOf))].sort((a, b) => a - b))

const indexOf = (names: Iterable<string>): string => JSON.stringify([...new Set(names)].sort())

/** The UTC date of an instant, such as "2020-10-07". */
export const dateOf = (at: number): string => formatIsoTime(at).slice(0, 'YYYY-MM-DD'.length)

/** The UTC hour of an instant, 0 to 23. */
export const hourOf = (at: number): number => Math.floor((at % SECONDS_PER_DAY) / SECONDS_PER_HOUR)
