/**
 * Periods of the NHS layout: which there are at a run, and which submissions belong to each. A period is named by its end,
 * and its window lies earlier by an offset, so that its file is there when the period ends. Pure.
 * Source: ukhsa-collaboration/covid19-app-system-public, diagnosiskeydist.
 */

import {
  addSeconds,
  asUnixSeconds,
  floorTo,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../../time.ts'

export const PERIOD_KINDS = ['daily', 'two-hourly'] as const
export type PeriodKind = (typeof PERIOD_KINDS)[number]

/** Length of each kind, in seconds. */
export const PERIOD_SECONDS: Readonly<Record<PeriodKind, number>> = {
  daily: SECONDS_PER_DAY,
  'two-hourly': 2 * SECONDS_PER_HOUR,
}

/** Periods that a run makes: of today and 14 days before; 14 days of two hours. */
export const PERIODS_OF_A_RUN: Readonly<Record<PeriodKind, number>> = {
  daily: 15,
  'two-hourly': 14 * 12,
}

/** Seconds from a period to its window. */
export const DEFAULT_OFFSET_SECONDS = -15 * 60

/** Seconds from a window's end to the run that writes its file: the runs at minute 47. */
export const RUN_SECONDS = 120
/** Seconds either side of a run within which the original began. */
const RUN_TOLERANCE_SECONDS = 60

const RUN_INTERVAL = PERIOD_SECONDS['two-hourly']

/** Half open: from ≤ instant < to. Unix seconds. */
export interface Span {
  readonly from: UnixSeconds
  readonly to: UnixSeconds
}

/** The instants whose submissions belong to a period. @param end of the period, exclusive */
export const windowOf = (end: UnixSeconds, length: number, offset: number): Span => ({
  from: addSeconds(end, offset - length),
  to: addSeconds(end, offset),
})

/** End of the period whose window holds an instant. Periods of all lengths meet at midnight UTC. */
export const periodOf = (instant: UnixSeconds, length: number, offset: number): UnixSeconds =>
  addSeconds(floorTo(addSeconds(instant, -offset), length), length)

/**
 * Submissions of a period as they are stored: cut to slots, each known by its start. A slot belongs to the period whose window
 * holds its last second, so that no file is made of a slot that is not over. Where slots divide the offset they never reach
 * over a window's end, and this is the original's rule.
 * @param slotSeconds length of a slot: the truncate window
 * @returns values of `createdAt`
 */
export function createdWindowOf(
  end: UnixSeconds,
  length: number,
  offset: number,
  slotSeconds: number,
): Span {
  const { from, to } = windowOf(end, length, offset)
  return { from: addSeconds(from, 1 - slotSeconds), to: addSeconds(to, 1 - slotSeconds) }
}

/**
 * The same at a run: of a day that is not over, what the two-hourly files up to the run hold, and no more, since the store
 * holds slots that are still open, and keys that wait for their end.
 * @param run as `runAt` gives it
 * @returns `to` is not after `from` where nothing of the period is due
 */
export function createdWindowAt(
  run: UnixSeconds,
  end: UnixSeconds,
  length: number,
  offset: number,
  slotSeconds: number,
): Span {
  const { from, to } = createdWindowOf(end, length, offset, slotSeconds)
  const due = createdWindowOf(nextWindowOf(run), RUN_INTERVAL, offset, slotSeconds).to
  return { from, to: asUnixSeconds(Math.min(due, to)) }
}

/**
 * The newest run that is due: minute 47 of an odd hour at the original's offset.
 * @param offset such that a run comes before the end of its period: below -`RUN_SECONDS`
 */
export const runAt = (now: UnixSeconds, offset: number): UnixSeconds => {
  const sinceEnd = offset + RUN_SECONDS
  return addSeconds(floorTo(addSeconds(now, -sinceEnd), RUN_INTERVAL), sinceEnd)
}

/** Whether the original would have begun a run at an instant, where it was set to refuse others. */
export function isRunTime(now: UnixSeconds, offset: number): boolean {
  const run = addSeconds(nextWindowOf(now), offset + RUN_SECONDS)
  return now >= run - RUN_TOLERANCE_SECONDS && now < run + RUN_TOLERANCE_SECONDS
}

/** When the newest two-hourly file of a run is there for apps: the next even hour. */
export const nextWindowOf = (now: UnixSeconds): UnixSeconds =>
  addSeconds(floorTo(now, RUN_INTERVAL), RUN_INTERVAL)

/** Until when apps read that file before there is a newer one; keys are judged by it. */
export const zipExpiryOf = (now: UnixSeconds): UnixSeconds =>
  addSeconds(nextWindowOf(now), RUN_INTERVAL)

/** Ends of all periods of a kind that a run makes, the newest first: that which holds the run itself. */
export function periodsOfRun(run: UnixSeconds, kind: PeriodKind): readonly UnixSeconds[] {
  const length = PERIOD_SECONDS[kind]
  const newest = periodOf(run, length, 0)
  return Array.from({ length: PERIODS_OF_A_RUN[kind] }, (_, back) =>
    addSeconds(newest, -back * length),
  )
}
