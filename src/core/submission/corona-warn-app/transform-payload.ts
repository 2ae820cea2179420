/**
 * From the keys of a checked payload to the keys that are stored. Keys of the wrong time are dropped and nobody is told. Pure.
 * Source: corona-warn-app/cwa-server SubmissionController, TekFieldDerivations.
 */

import { toHex } from '../../bytes.ts'
import { onsetOfRisk, riskOfOnset } from '../../layouts/corona-warn-app/fields.ts'
import { onsetMeaning } from '../../layouts/onset-code.ts'
import { releaseTime } from '../../publish/rules/release-time.ts'
import { chooseSymptomOnset, type OnsetLimits } from '../../publish/symptom-onset.ts'
import type { TransformedUpload } from '../../publish/transform.ts'
import type { ReportType } from '../../report-type.ts'
import { type DiagnosisKey, FILLED_IN } from '../../temporary-exposure-key.ts'
import {
  addSeconds,
  asIntervalNumber,
  floorTo,
  INTERVALS_PER_DAY,
  intervalOf,
  SECONDS_PER_DAY,
  type UnixSeconds,
  utcDayOfInterval,
} from '../../time.ts'
import type { ReceivedPayload, SubmittedKey } from './received-payload.ts'

export interface TransformRules extends OnsetLimits {
  readonly reportType: ReportType
  /** Age of a key's start; older ones are dropped. */
  readonly maxAgeDays: number
  /** Whether keys still in use leave at once: a switch of the tenant. */
  readonly releasesSameDayKeys: boolean
  /** Granularity of release times. */
  readonly truncateWindowSeconds: number
}

export interface TransformedPayload extends TransformedUpload {
  /** Whether a key was too old. */
  readonly isCut: boolean
}

export function transformPayload(
  { keys }: Pick<ReceivedPayload, 'keys'>,
  rules: TransformRules,
  now: UnixSeconds,
): TransformedPayload {
  const oldest = intervalOf(addSeconds(now, -rules.maxAgeDays * SECONDS_PER_DAY))
  const current = intervalOf(now)
  const young = keys.filter(({ rollingStartIntervalNumber: start }) => start >= oldest)
  const kept = young.filter(({ rollingStartIntervalNumber: start }) => start <= current)
  return {
    keys: firstOfEach(kept).map((key) => toDiagnosisKey(key, rules, now)),
    errors: [],
    warnings: [],
    onset: chooseSymptomOnset(kept.flatMap(reportedOnset), now, rules),
    createdAt: floorTo(now, rules.truncateWindowSeconds),
    isCut: young.length < keys.length,
  }
}

/** As the original, which leaves what is stored already: of two keys with the same data the first counts. */
function firstOfEach(keys: readonly SubmittedKey[]): readonly SubmittedKey[] {
  const byData = new Map<string, SubmittedKey>()
  for (const key of keys) {
    const name = toHex(key.keyData)
    if (!byData.has(name)) byData.set(name, key)
  }
  return [...byData.values()]
}

/** The day of the onset that a key speaks of, as an interval number; none where its code is not that of a known day. */
function reportedOnset({ rollingStartIntervalNumber, onsetCode }: SubmittedKey): readonly number[] {
  const meaning = onsetCode === undefined ? undefined : onsetMeaning(onsetCode)
  if (meaning?.kind !== 'exact') return []
  const day = utcDayOfInterval(asIntervalNumber(rollingStartIntervalNumber)) - meaning.days
  return [day * INTERVALS_PER_DAY]
}

function toDiagnosisKey(key: SubmittedKey, rules: TransformRules, now: UnixSeconds): DiagnosisKey {
  const { keyData, rollingPeriod, transmissionRiskLevel: risk, onsetCode } = key
  const { reportType, releasesSameDayKeys, truncateWindowSeconds } = rules
  const span = {
    rollingStartIntervalNumber: asIntervalNumber(key.rollingStartIntervalNumber),
    rollingPeriod,
  }
  return {
    keyData: keyData.slice(),
    ...span,
    ...completed(risk, onsetCode),
    reportType,
    createdAt: releasesSameDayKeys
      ? floorTo(now, truncateWindowSeconds)
      : releaseTime(span, now, truncateWindowSeconds),
  }
}

/**
 * Each of the two from the other. A risk that comes from the phone's own word on its onset is as good as one that was sent;
 * an onset that comes from a risk is nobody's word and is marked, so that synthetic keys have it alike.
 */
function completed(
  risk: number | undefined,
  onsetCode: number | undefined,
): Pick<DiagnosisKey, 'transmissionRiskLevel' | 'daysSinceOnsetOfSymptoms' | 'filledIn'> {
  if (onsetCode !== undefined) {
    return {
      transmissionRiskLevel: risk ?? riskOfOnset(onsetCode),
      daysSinceOnsetOfSymptoms: onsetCode,
      filledIn: FILLED_IN.nothing,
    }
  }
  if (risk === undefined) throw new TypeError('the payload was not checked')
  return {
    transmissionRiskLevel: risk,
    daysSinceOnsetOfSymptoms: onsetOfRisk(risk),
    filledIn: FILLED_IN.onset,
  }
}
