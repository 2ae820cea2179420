/** Figures of a realm for pages: days the oldest first, each there, also those on which nothing happened. */

import type { CodeDay } from '../../core/console/code-figures.ts'
import { type Range, shownDays } from '../../core/console/statistics-range.ts'
import { sumOf } from '../../core/console/sum-of.ts'
import { emptyRealmDay } from '../../core/realm-statistics/rows.ts'
import { fillDays } from '../../core/realm-statistics/window.ts'
import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { readByHandDays } from '../../db/verification/queries/console-statistics.ts'
import { readRealmDays, readSmsErrorCounts } from '../../db/verification/queries/statistics.ts'

/** @returns the oldest day first, today last */
export async function readCodeDays(
  db: VerificationDatabase,
  realmId: number,
  range: Range,
  now: UnixSeconds,
): Promise<readonly CodeDay[]> {
  const [from = now] = shownDays(now, range, 0 as UnixSeconds)
  const [rows, { since, byHand }] = await Promise.all([
    readRealmDays(db, realmId, from),
    readByHandDays(db, realmId, from),
  ])
  const filled = fillDays(shownDays(now, range, since), rows, emptyRealmDay)
  return filled.map((row) => ({
    ...row,
    day: row.day as UnixSeconds,
    byHand: byHand.get(row.day) ?? 0,
  }))
}

export interface SmsErrors {
  /** The oldest first. */
  readonly days: readonly { readonly day: UnixSeconds; readonly count: number }[]
  /** The most frequent first. */
  readonly codes: readonly { readonly code: string; readonly count: number }[]
}

export async function readSmsErrors(
  db: VerificationDatabase,
  realmId: number,
  range: Range,
  now: UnixSeconds,
): Promise<SmsErrors> {
  const today = floorTo(now, SECONDS_PER_DAY)
  const newestFirst = shownDays(today, range, 0 as UnixSeconds).toReversed()
  const errors = await readSmsErrorCounts(db, realmId, newestFirst)
  const days = newestFirst.map((day, age) => ({
    day,
    count: sumOf(errors, ({ counts }) => counts[age] ?? 0),
  }))
  const codes = errors
    .map(({ who, counts }) => ({
      code: String(who['error_code']),
      count: sumOf(Array.from(counts), (count) => count),
    }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
  return { days: days.toReversed(), codes }
}
