/** From the keys of a confirmed workflow to keys as they are stored. Pure. */

import { releaseTime } from '../../publish/rules/release-time.ts'
import type { SymptomOnset } from '../../publish/symptom-onset.ts'
import { type DiagnosisKey, FILLED_IN } from '../../temporary-exposure-key.ts'
import {
  floorTo,
  type IntervalNumber,
  type UnixSeconds,
  utcDayOf,
  utcDayOfInterval,
} from '../../time.ts'
import { backfillTransmissionRisk } from '../../transmission-risk.ts'
import { ASYMPTOMATIC } from '../onset-code.ts'
import { isInfectiousDay } from './risk.ts'

export interface WaitingKey {
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: IntervalNumber
  readonly rollingPeriod: number
}

export interface ConfirmedOnset {
  /** Midnight, UTC: of the onset, or of the test where there are no symptoms. */
  readonly inclusionDay: UnixSeconds
  readonly isSymptomatic: boolean
}

export interface ReleaseOptions {
  readonly truncateWindowSeconds: number
  /** A switch of the tenant. */
  readonly releasesSameDayKeys: boolean
}

const REPORT_TYPE = 'confirmed-test'

/** @returns those of days on which its holder was infectious */
export function confirmedKeys(
  waiting: readonly WaitingKey[],
  { inclusionDay, isSymptomatic }: ConfirmedOnset,
  { truncateWindowSeconds, releasesSameDayKeys }: ReleaseOptions,
  now: UnixSeconds,
): readonly DiagnosisKey[] {
  return waiting.flatMap((key): DiagnosisKey[] => {
    const days = utcDayOfInterval(key.rollingStartIntervalNumber) - utcDayOf(inclusionDay)
    if (!isInfectiousDay(days, isSymptomatic)) return []
    return [
      {
        keyData: key.keyData,
        rollingStartIntervalNumber: key.rollingStartIntervalNumber,
        rollingPeriod: key.rollingPeriod,
        // The app sends none. Filled in as for any phone that sends none, so that synthetic uploads look like these.
        transmissionRiskLevel: backfillTransmissionRisk(0, REPORT_TYPE),
        reportType: REPORT_TYPE,
        daysSinceOnsetOfSymptoms: isSymptomatic ? days : ASYMPTOMATIC + days,
        createdAt: releasesSameDayKeys
          ? floorTo(now, truncateWindowSeconds)
          : releaseTime(key, now, truncateWindowSeconds),
        filledIn: FILLED_IN.transmissionRisk,
      },
    ]
  })
}

/**
 * The day that days count from. Where it is that of a test, the codes of the keys say so, and shapes of uploads take it from
 * there (`core/padding/upload-onset.ts`).
 */
export const shapedOnset = ({ inclusionDay }: ConfirmedOnset): SymptomOnset => ({
  day: utcDayOf(inclusionDay),
  isDefault: false,
})
