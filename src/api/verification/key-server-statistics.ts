/** What a key server tells of a realm's uploads, as we take it: bounded, and nothing below zero. */

import * as z from 'zod'
import { parseIsoTime } from '../../core/iso-time.ts'
import type { KeyServerDay } from '../../core/realm-statistics/rows.ts'
import { ONSET_AGES, TEK_AGES } from '../../core/realm-statistics/rows.ts'
import { SECONDS_PER_DAY } from '../../core/time.ts'

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0)
const MAX_DAYS = 400

const Answer = z.looseObject({
  days: z
    .array(
      z.looseObject({
        day: z.string(),
        publish_requests: z
          .looseObject({ unknown: count, android: count, ios: count })
          .prefault({}),
        total_teks_published: count,
        requests_with_revisions: count,
        requests_missing_onset_date: count,
        tek_age_distribution: z.array(count).max(TEK_AGES).nullish(),
        onset_to_upload_distribution: z.array(count).max(ONSET_AGES).nullish(),
      }),
    )
    .max(MAX_DAYS)
    .nullish(),
  error: z.string().nullish(),
})

/** @returns undefined where it is anything else, an error among them */
export function parseKeyServerStatistics(body: Uint8Array): readonly KeyServerDay[] | undefined {
  const parsed = Answer.safeParse(parseJson(body))
  if (!parsed.success || (parsed.data.error ?? '') !== '') return undefined
  const days: KeyServerDay[] = []
  for (const day of parsed.data.days ?? []) {
    const at = parseIsoTime(day.day)
    if (at === undefined) return undefined
    days.push({
      day: at - (at % SECONDS_PER_DAY),
      publishUnknown: day.publish_requests.unknown,
      publishAndroid: day.publish_requests.android,
      publishIos: day.publish_requests.ios,
      teksPublished: day.total_teks_published,
      requestsWithRevisions: day.requests_with_revisions,
      requestsMissingOnsetDate: day.requests_missing_onset_date,
      tekAges: padded(day.tek_age_distribution ?? [], TEK_AGES),
      onsetAges: padded(day.onset_to_upload_distribution ?? [], ONSET_AGES),
    })
  }
  return days
}

const padded = (counts: readonly number[], length: number): readonly number[] =>
  Array.from({ length }, (_, index) => counts[index] ?? 0)

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    // What can't be read is refused like what has another shape.
    return undefined
  }
}
