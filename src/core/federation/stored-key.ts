/** From a partner's key that was accepted to the one that is stored. Pure. */

import { releaseTime } from '../publish/rules/release-time.ts'
import { reportTypeFromNumber } from '../report-type.ts'
import { type DiagnosisKey, FILLED_IN } from '../temporary-exposure-key.ts'
import { asIntervalNumber, type UnixSeconds } from '../time.ts'
import type { ReceivedKey } from './received-key.ts'

export interface StoredRisk {
  /** 0 to 8. */
  readonly level: number
  /** Whether it was made up here. */
  readonly isFilledIn: boolean
}

/**
 * @param now when it is taken in: it leaves from then on, one that is still in use after its end
 * @returns with no onset where none was sent: layouts with a rule for that have it
 */
export function storedKeyOf(
  key: ReceivedKey,
  risk: StoredRisk,
  truncateWindowSeconds: number,
  now: UnixSeconds,
): DiagnosisKey {
  const span = {
    rollingStartIntervalNumber: asIntervalNumber(key.rollingStartIntervalNumber),
    rollingPeriod: key.rollingPeriod,
  }
  return {
    keyData: key.keyData,
    ...span,
    transmissionRiskLevel: risk.level,
    reportType: reportTypeFromNumber(key.reportType),
    daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
    createdAt: releaseTime(span, now, truncateWindowSeconds),
    filledIn:
      (risk.isFilledIn ? FILLED_IN.transmissionRisk : 0) +
      (key.daysSinceOnsetOfSymptoms === undefined ? FILLED_IN.onset : 0),
  }
}
