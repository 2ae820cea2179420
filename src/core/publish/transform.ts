/**
 * From the keys that a phone sent to the keys that are stored: every per-key rule in its order, then the rules on the whole
 * upload. Pure. Source: google/exposure-notifications-server internal/publish/model.
 */

import { toHex } from '../bytes.ts'
import type { ReportType } from '../report-type.ts'
import { fail, type Result, succeed } from '../result.ts'
import { type DiagnosisKey, FILLED_IN } from '../temporary-exposure-key.ts'
import { addSeconds, asIntervalNumber, floorTo, intervalOf, type UnixSeconds } from '../time.ts'
import { backfillTransmissionRisk } from '../transmission-risk.ts'
import type { ReceivedKey } from '../verification/exposure-key-hmac.ts'
import { checkAge } from './rules/age.ts'
import { readKeyData } from './rules/key-data.ts'
import { dropOf, type KeyDrop, type PublishClock } from './rules/key-rule.ts'
import { checkOverlap } from './rules/overlap.ts'
import { releaseTime } from './rules/release-time.ts'
import { checkRollingPeriod } from './rules/rolling-period.ts'
import { checkStart } from './rules/start.ts'
import { checkTransmissionRisk } from './rules/transmission-risk.ts'
import {
  chooseSymptomOnset,
  daysSinceOnset,
  type OnsetLimits,
  type SymptomOnset,
} from './symptom-onset.ts'

export interface PublishLimits extends OnsetLimits {
  readonly maxKeys: number
  readonly maxSameStartKeys: number
  /** Age of a key's expiry. */
  readonly maxAgeSeconds: number
  /** Granularity of release times. */
  readonly truncateWindowSeconds: number
  /** Days either side of the onset; keys beyond are dropped with a warning. */
  readonly maxDaysFromOnset: number
}

export interface TransformInput {
  readonly keys: readonly ReceivedKey[]
  /** From the certificate; undefined where the tenant needs none. */
  readonly reportType: ReportType | undefined
  /** Reported onsets as interval numbers, the most trusted first; 0 is none. */
  readonly reportedOnsets: readonly number[]
  /** Whether keys still in use leave at once: a switch of the tenant. */
  readonly releasesSameDayKeys: boolean
}

export interface TransformedUpload {
  /** In the order of the request; each key once, a repeated one as it came last. */
  readonly keys: readonly DiagnosisKey[]
  /** One line a dropped key. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly onset: SymptomOnset
  /** The release time of a key that is not under embargo. */
  readonly createdAt: UnixSeconds
}

export type TransformFailure =
  | { readonly reason: 'no_keys' }
  | { readonly reason: 'too_many_keys'; readonly count: number; readonly max: number }
  | { readonly reason: 'no_valid_keys'; readonly errors: readonly string[] }
  | { readonly reason: 'overlapping_keys'; readonly problem: string }

export function transformKeys(
  input: TransformInput,
  limits: PublishLimits,
  now: UnixSeconds,
): Result<TransformedUpload, TransformFailure> {
  const count = input.keys.length
  if (count === 0) return fail({ reason: 'no_keys' })
  if (count > limits.maxKeys) return fail({ reason: 'too_many_keys', count, max: limits.maxKeys })

  const clock = publishClock(limits, now)
  const onset = chooseSymptomOnset(input.reportedOnsets, now, limits)
  const errors: string[] = []
  const warnings: string[] = []
  const surviving: DiagnosisKey[] = []
  input.keys.forEach((received, index) => {
    const key = judgeKey(received, input, limits, clock, onset)
    if (key.ok) {
      surviving.push(key.value)
      return
    }
    // Too far from the onset: dropped as the others, but the original calls it a warning.
    const list = key.failure.rule === 'onset-distance' ? warnings : errors
    list.push(`key ${index} ${key.failure.problem}`)
  })

  if (surviving.length === 0 && errors.length > 0) return fail({ reason: 'no_valid_keys', errors })
  const problem = checkOverlap(surviving, limits.maxSameStartKeys)
  if (problem !== undefined) return fail({ reason: 'overlapping_keys', problem })
  return succeed({
    keys: lastOfEach(surviving),
    errors,
    warnings,
    onset,
    createdAt: floorTo(now, limits.truncateWindowSeconds),
  })
}

export const publishClock = (
  { maxAgeSeconds }: Pick<PublishLimits, 'maxAgeSeconds'>,
  now: UnixSeconds,
): PublishClock => ({
  now,
  currentInterval: intervalOf(now),
  oldestInterval: intervalOf(addSeconds(now, -maxAgeSeconds)),
})

/** One key by every rule on one key; the first that it breaks decides. */
export function judgeKey(
  received: ReceivedKey,
  input: TransformInput,
  limits: PublishLimits,
  clock: PublishClock,
  onset: SymptomOnset,
): Result<DiagnosisKey, KeyDrop> {
  const { rollingStartNumber, rollingPeriod, transmissionRisk } = received
  const keyData = readKeyData(received.key)
  if (!keyData.ok) return keyData
  const drop =
    dropOf('rolling-period', checkRollingPeriod(rollingPeriod)) ??
    dropOf('key-age', checkAge(rollingStartNumber, rollingPeriod, clock)) ??
    dropOf('key-start', checkStart(rollingStartNumber, clock)) ??
    dropOf('transmission-risk', checkTransmissionRisk(transmissionRisk))
  if (drop !== undefined) return fail(drop)
  const rollingStartIntervalNumber = asIntervalNumber(rollingStartNumber)
  const days = daysSinceOnset(rollingStartIntervalNumber, onset)
  if (Math.abs(days) > limits.maxDaysFromOnset) {
    const problem = `symptom onset is too large, ${days} days, limit ${limits.maxDaysFromOnset}`
    return fail({ rule: 'onset-distance', problem })
  }
  const span = { rollingStartIntervalNumber, rollingPeriod }
  return succeed({
    keyData: keyData.value,
    ...span,
    transmissionRiskLevel: backfillTransmissionRisk(transmissionRisk, input.reportType),
    reportType: input.reportType,
    daysSinceOnsetOfSymptoms: days,
    createdAt: input.releasesSameDayKeys
      ? floorTo(clock.now, limits.truncateWindowSeconds)
      : releaseTime(span, clock.now, limits.truncateWindowSeconds),
    filledIn:
      (transmissionRisk === 0 ? FILLED_IN.transmissionRisk : 0) +
      (onset.isDefault ? FILLED_IN.onset : 0),
  })
}

/** The database holds a key once; of two in one upload it would keep the later. */
function lastOfEach(keys: readonly DiagnosisKey[]): readonly DiagnosisKey[] {
  const byData = new Map<string, DiagnosisKey>()
  for (const key of keys) byData.set(toHex(key.keyData), key)
  return byData.size === keys.length ? keys : [...byData.values()]
}
