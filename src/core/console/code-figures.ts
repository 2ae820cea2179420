/** What pages say about a realm's codes, of its days. Pure. */

import type { RealmDay } from '../realm-statistics/rows.ts'
import type { UnixSeconds } from '../time.ts'
import { sumOf } from './sum-of.ts'

export interface CodeDay extends RealmDay {
  /** Midnight, UTC. */
  readonly day: UnixSeconds
  /** Codes that people made in the console, among those issued. */
  readonly byHand: number
}

const BUCKETS = 11
const SECONDS_PER_MINUTE = 60

/** Upper ends of the times to claim, minutes; codes live no longer than the last. Source: verification.md §3.4. */
export const CLAIM_MINUTES = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 20_160] as const

/** @returns whole per cent; undefined where there is nothing to be a share of */
export const percentOf = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.round((100 * part) / whole)

/** Codes can be used on the day after: a share stays within 100. */
export const claimedPercent = ({ codesIssued, codesClaimed }: Claims): number | undefined => {
  const percent = percentOf(codesClaimed, codesIssued)
  return percent === undefined ? undefined : Math.min(100, percent)
}

type Claims = Pick<RealmDay, 'codesIssued' | 'codesClaimed'>

/** Mean time from issue to use. @returns whole minutes; undefined where none was used */
export const meanMinutes = ({
  claimAgeSeconds,
  codesClaimed,
}: Pick<RealmDay, 'claimAgeSeconds' | 'codesClaimed'>): number | undefined =>
  codesClaimed === 0 ? undefined : Math.round(claimAgeSeconds / codesClaimed / SECONDS_PER_MINUTE)

/** Codes used, by the time that it took: one count for each of `CLAIM_MINUTES`. */
export const claimTimes = (days: readonly RealmDay[]): readonly number[] =>
  Array.from({ length: BUCKETS }, (_, bucket) => sumOf(days, (day) => day.claimAges[bucket] ?? 0))

/** How a share went: the first half of the days against the second. @returns undefined where a half has none */
export function shareTrend(
  days: readonly Claims[],
): { readonly before: number; readonly after: number } | undefined {
  const middle = Math.floor(days.length / 2)
  const [before, after] = [days.slice(0, middle), days.slice(middle)].map((half) =>
    claimedPercent({
      codesIssued: sumOf(half, (day) => day.codesIssued),
      codesClaimed: sumOf(half, (day) => day.codesClaimed),
    }),
  )
  return before === undefined || after === undefined ? undefined : { before, after }
}
