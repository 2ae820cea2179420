/** The days that statistics show: today and the ninety before it, UTC, the newest first. Pure. */

import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'

export const STATISTICS_DAYS = 91

/** Unix seconds of their midnights. */
export function statisticsDays(now: UnixSeconds): readonly number[] {
  const today = floorTo(now, SECONDS_PER_DAY)
  return Array.from({ length: STATISTICS_DAYS }, (_, age) => today - age * SECONDS_PER_DAY)
}

/** One row a day, where there is none an empty one. */
export function fillDays<Row extends { readonly day: number }>(
  days: readonly number[],
  rows: readonly Row[],
  empty: (day: number) => Row,
): readonly Row[] {
  const byDay = new Map(rows.map((row) => [row.day, row]))
  return days.map((day) => byDay.get(day) ?? empty(day))
}
