/**
 * What an authority is shown of its statistics: hours summed to UTC days, days with too few uploads left out. Pure.
 * Source: google/exposure-notifications-server internal/publish/model, the reduction of its statistics.
 */

import {
  addSeconds,
  floorTo,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../time.ts'
import type { StatisticsDelta } from './statistics.ts'

export interface StatisticsHour extends StatisticsDelta {
  /** A full hour. */
  readonly hour: UnixSeconds
}

export interface StatisticsDay extends StatisticsDelta {
  /** Midnight UTC. */
  readonly day: UnixSeconds
}

export interface SuppressionRules {
  /** Uploads that a day needs to be shown at once. */
  readonly minimumUploads: number
  /** After its end a day is shown whatever it counts, once this long has passed; 0: never. */
  readonly embargoSeconds: number
}

/** The days that may be shown, ascending. The hour that is running is never part of them. */
export function shownDays(
  hours: readonly StatisticsHour[],
  rules: SuppressionRules,
  now: UnixSeconds,
): readonly StatisticsDay[] {
  const runningHour = floorTo(now, SECONDS_PER_HOUR)
  const days = new Map<UnixSeconds, StatisticsDelta>()
  for (const { hour, ...counts } of hours) {
    if (hour >= runningHour) continue
    const day = floorTo(hour, SECONDS_PER_DAY)
    const sum = days.get(day)
    days.set(day, sum === undefined ? counts : addCounts(sum, counts))
  }
  return [...days]
    .map(([day, counts]) => ({ day, ...counts }))
    .filter((day) => isShown(day, rules, now))
    .sort((a, b) => a.day - b.day)
}

function isShown(
  { day, publish }: StatisticsDay,
  { minimumUploads, embargoSeconds }: SuppressionRules,
  now: UnixSeconds,
): boolean {
  if (publish.reduce((sum, count) => sum + count, 0) >= minimumUploads) return true
  return embargoSeconds > 0 && addSeconds(day, SECONDS_PER_DAY + embargoSeconds) < now
}

const addCounts = (a: StatisticsDelta, b: StatisticsDelta): StatisticsDelta => ({
  publish: addArrays(a.publish, b.publish),
  teks: a.teks + b.teks,
  revisions: a.revisions + b.revisions,
  oldestTekDays: addArrays(a.oldestTekDays, b.oldestTekDays),
  onsetAgeDays: addArrays(a.onsetAgeDays, b.onsetAgeDays),
  missingOnset: a.missingOnset + b.missingOnset,
})

const addArrays = (a: readonly number[], b: readonly number[]): readonly number[] =>
  a.map((count, i) => count + (b[i] ?? 0))
