/**
 * What a health authority's statistics learn from one upload. Pure.
 * Source: google/exposure-notifications-server internal/publish/model/health_authority_stats.go.
 */

import type { DiagnosisKey } from '../temporary-exposure-key.ts'
import { type UnixSeconds, utcDayOf, utcDayOfInterval } from '../time.ts'
import type { SymptomOnset } from './symptom-onset.ts'

/** Days; the last bucket is "that or older". */
export const TEK_AGE_BUCKETS = 16
export const ONSET_AGE_BUCKETS = 30

export const PLATFORMS = ['unknown', 'android', 'ios'] as const
export type Platform = (typeof PLATFORMS)[number]

/** Counts to add to the hour of an authority. */
export interface StatisticsDelta {
  /** Indexed like `PLATFORMS`. */
  readonly publish: readonly number[]
  readonly teks: number
  readonly revisions: number
  readonly oldestTekDays: readonly number[]
  readonly onsetAgeDays: readonly number[]
  readonly missingOnset: number
}

/** Reads the platform from a User-Agent header. */
export function platformOf(userAgent: string): Platform {
  const agent = userAgent.toLowerCase()
  if (agent.includes('android')) return 'android'
  if (agent.includes('iphone')) return 'ios'
  if (agent.includes('bluetoothd') && agent.includes('cfnetwork')) return 'ios'
  return 'unknown'
}

export interface CountedUpload {
  readonly platform: Platform
  /** Keys that survived the rules. */
  readonly keys: readonly DiagnosisKey[]
  readonly onset: SymptomOnset
  /** Keys written, new and revised. */
  readonly writtenKeys: number
  readonly hasRevision: boolean
}

/** A request that revises counts as a revision only; histograms are of first uploads. */
export function statisticsOf(upload: CountedUpload, now: UnixSeconds): StatisticsDelta {
  const today = utcDayOf(now)
  const isFirst = !upload.hasRevision
  const oldestDay = Math.min(
    ...upload.keys.map((key) => utcDayOfInterval(key.rollingStartIntervalNumber)),
  )
  const hasReportedOnset = isFirst && !upload.onset.isDefault
  return {
    publish: PLATFORMS.map((platform) => (platform === upload.platform ? 1 : 0)),
    teks: upload.writtenKeys,
    revisions: upload.hasRevision ? 1 : 0,
    oldestTekDays: histogram(TEK_AGE_BUCKETS, isFirst ? today - oldestDay : undefined),
    onsetAgeDays: histogram(
      ONSET_AGE_BUCKETS,
      hasReportedOnset ? today - upload.onset.day : undefined,
    ),
    missingOnset: isFirst && upload.onset.isDefault ? 1 : 0,
  }
}

function histogram(buckets: number, days: number | undefined): readonly number[] {
  const counts = new Array<number>(buckets).fill(0)
  if (days !== undefined && days >= 0 && Number.isFinite(days)) {
    counts[Math.min(days, buckets - 1)] = 1
  }
  return counts
}
