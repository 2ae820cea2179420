/**
 * The statistics API's contract: a request that says nothing but who asks, and days as the published clients read them.
 * Source: google/exposure-notifications-server pkg/api/v1, its stats types.
 */

import * as z from 'zod'
import type { StatisticsDay } from '../core/publish/statistics-days.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { utcDateOf } from '../core/time.ts'
import { memberNames, parseGoJson } from './go-json.ts'
import { firstProblem, type ParseProblem } from './publish.ts'

export const StatsRequest = z.strictObject({
  padding: z.string().default('').describe('ignored'),
})

const MEMBERS = memberNames(...Object.keys(StatsRequest.shape))

/** Checks a request; there is nothing in it to be read. */
export function parseStatsRequest(body: Uint8Array): Result<undefined, ParseProblem> {
  const json = parseGoJson(body, MEMBERS)
  if (!json.ok) return json
  const parsed = StatsRequest.safeParse(json.value)
  return parsed.success ? succeed(undefined) : fail(firstProblem(parsed.error))
}

export const STATS_CODES = ['unauthorized', 'bad_request', 'internal_error'] as const
export type StatsCode = (typeof STATS_CODES)[number]

export interface StatsDay {
  /** RFC 3339, midnight UTC. */
  readonly day: string
  readonly publish_requests: {
    readonly unknown: number
    readonly android: number
    readonly ios: number
  }
  readonly total_teks_published: number
  readonly requests_with_revisions: number
  /** 16 counts, by age of the oldest key in days; the last: 15 or more. */
  readonly tek_age_distribution: readonly number[]
  /** 30 counts, by days from onset to upload; the last: 29 or more. */
  readonly onset_to_upload_distribution: readonly number[]
  readonly requests_missing_onset_date: number
}

/** Members of an answer, in the order in which they are written. */
export interface StatsAnswer {
  /** Not there when there is none. */
  readonly days?: readonly StatsDay[]
  readonly error?: string
  readonly code?: StatsCode
}

export function statsDay(day: StatisticsDay): StatsDay {
  const [unknown = 0, android = 0, ios = 0] = day.publish
  return {
    day: `${utcDateOf(day.day)}T00:00:00Z`,
    publish_requests: { unknown, android, ios },
    total_teks_published: day.teks,
    requests_with_revisions: day.revisions,
    tek_age_distribution: day.oldestTekDays,
    onset_to_upload_distribution: day.onsetAgeDays,
    requests_missing_onset_date: day.missingOnset,
  }
}
