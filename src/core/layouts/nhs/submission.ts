/**
 * From the keys of an NHS app's submission to the keys that are stored. Keys that break a rule are dropped and nobody is told:
 * the app gets the same answer whatever it sent. Pure.
 * Source: ukhsa-collaboration/covid19-app-system-public, diagnosiskeyssubmission.
 */

import { toHex } from '../../bytes.ts'
import { readKeyData } from '../../publish/rules/key-data.ts'
import { releaseTime } from '../../publish/rules/release-time.ts'
import {
  chooseSymptomOnset,
  daysSinceOnset,
  type OnsetLimits,
  type SymptomOnset,
} from '../../publish/symptom-onset.ts'
import type { TransformedUpload } from '../../publish/transform.ts'
import type { ReportType } from '../../report-type.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { type DiagnosisKey, FILLED_IN, MAX_DAYS_SINCE_ONSET } from '../../temporary-exposure-key.ts'
import {
  asIntervalNumber,
  floorTo,
  INTERVALS_PER_DAY,
  type UnixSeconds,
  utcDayOfInterval,
} from '../../time.ts'
import { backfillTransmissionRisk } from '../../transmission-risk.ts'
import type { TestKit } from './prefixes.ts'
import { nhsKeyProblem } from './validity.ts'

/** Keys of one submission; with more all of it is ignored. */
export const MAX_SUBMITTED_KEYS = 14

/** As the app sent it; any numbers. */
export interface SubmittedKey {
  /** Base64. */
  readonly key: string
  readonly rollingStartNumber: number
  readonly rollingPeriod: number
  /** undefined where none was sent. */
  readonly transmissionRiskLevel: number | undefined
  /** Days, signed; undefined where none were sent. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
}

export interface ReceivedSubmission {
  /** A UUID, dashed, lower case; undefined where none was sent. */
  readonly token: string | undefined
  readonly keys: readonly SubmittedKey[]
  /** Without a token: of a test that nobody gave one for. */
  readonly isPrivateJourney: boolean
  /** Of a private journey; else the token says. */
  readonly testKit: TestKit
  /** Beside the home region; well-formed ones. */
  readonly regionsOfInterest: readonly string[]
}

export const KIT_REPORT_TYPE: Readonly<Record<TestKit, ReportType>> = {
  LAB_RESULT: 'confirmed-test',
  RAPID_RESULT: 'confirmed-test',
  RAPID_SELF_REPORTED: 'self-report',
}

/** Kits whose submissions are taken without a token. */
export const PRIVATE_KITS: readonly TestKit[] = ['LAB_RESULT', 'RAPID_SELF_REPORTED']

export interface SubmissionLimits extends OnsetLimits {
  /** Granularity of release times. */
  readonly truncateWindowSeconds: number
}

export type SubmittedKeysFailure =
  | { readonly reason: 'too_many_keys' }
  | { readonly reason: 'no_valid_keys' }

/** What all keys of a submission are judged by. */
interface Judged {
  readonly reportType: ReportType
  readonly releasesSameDayKeys: boolean
  readonly onset: SymptomOnset
  readonly limits: SubmissionLimits
  readonly now: UnixSeconds
}

/** @param releasesSameDayKeys whether keys still in use leave at once: a switch of the tenant */
export function transformSubmission(
  keys: readonly SubmittedKey[],
  reportType: ReportType,
  limits: SubmissionLimits,
  releasesSameDayKeys: boolean,
  now: UnixSeconds,
): Result<TransformedUpload, SubmittedKeysFailure> {
  if (keys.length > MAX_SUBMITTED_KEYS) return fail({ reason: 'too_many_keys' })
  const onset = chooseSymptomOnset(reportedOnsets(keys), now, limits)
  const judged: Judged = { reportType, releasesSameDayKeys, onset, limits, now }
  // A key that came twice is stored as it came last.
  const byData = new Map<string, DiagnosisKey>()
  for (const received of keys) {
    const key = judgeKey(received, judged)
    if (key !== undefined) byData.set(toHex(key.keyData), key)
  }
  if (byData.size === 0) return fail({ reason: 'no_valid_keys' })
  return succeed({
    keys: [...byData.values()],
    errors: [],
    warnings: [],
    onset,
    createdAt: floorTo(now, limits.truncateWindowSeconds),
  })
}

/** The day of the onset that each key speaks of, as an interval number. */
const reportedOnsets = (keys: readonly SubmittedKey[]): readonly number[] =>
  keys.flatMap(({ rollingStartNumber, daysSinceOnsetOfSymptoms }) =>
    daysSinceOnsetOfSymptoms === undefined
      ? []
      : [
          (utcDayOfInterval(asIntervalNumber(rollingStartNumber)) - daysSinceOnsetOfSymptoms) *
            INTERVALS_PER_DAY,
        ],
  )

function judgeKey(received: SubmittedKey, judged: Judged): DiagnosisKey | undefined {
  const { reportType, releasesSameDayKeys, onset, limits, now } = judged
  const keyData = readKeyData(received.key)
  if (!keyData.ok) return undefined
  const { transmissionRiskLevel: level = 0, daysSinceOnsetOfSymptoms: sent } = received
  const span = {
    rollingStartIntervalNumber: asIntervalNumber(received.rollingStartNumber),
    rollingPeriod: received.rollingPeriod,
  }
  const key = { keyData: keyData.value, ...span, transmissionRiskLevel: level }
  if (nhsKeyProblem(key, now) !== undefined) return undefined
  const days = sent ?? daysSinceOnset(span.rollingStartIntervalNumber, onset)
  return {
    ...key,
    // What was not sent is filled in and marked as everywhere, so that synthetic keys have it alike; this layout's files say
    // of such a key what the original said.
    transmissionRiskLevel: backfillTransmissionRisk(level, reportType),
    reportType,
    daysSinceOnsetOfSymptoms: Math.min(MAX_DAYS_SINCE_ONSET, Math.max(-MAX_DAYS_SINCE_ONSET, days)),
    createdAt: releasesSameDayKeys
      ? floorTo(now, limits.truncateWindowSeconds)
      : releaseTime(span, now, limits.truncateWindowSeconds),
    filledIn:
      (level === 0 ? FILLED_IN.transmissionRisk : 0) + (sent === undefined ? FILLED_IN.onset : 0),
  }
}
