/** What CoronaMelder's files say of a stored key: the Dutch risk, one report type and no onset. Pure. */

import { REPORT_TYPE_NUMBER } from '../../report-type.ts'
import type { FieldTable, StoredFields } from '../layout-key.ts'
import { onsetMeaning } from '../onset-code.ts'
import { DUTCH_RISK, type DutchRisk, riskOfOnset } from './risk.ts'

/** Nobody confirmed a self-report, and there are no revisions in these files to take a key back with. */
const LEFT_OUT: readonly number[] = [
  REPORT_TYPE_NUMBER['self-report'],
  REPORT_TYPE_NUMBER['revoked'],
]

/** Levels of the Google scale from which on a key counts as medium and as high. */
const MEDIUM_FROM = 3
const HIGH_FROM = 6

/** Apps get the risk alone: every key is a confirmed one of the day of the onset. */
export const coronaMelderFields: FieldTable = (stored) => {
  if (LEFT_OUT.includes(stored.reportTypeNumber)) return undefined
  const transmissionRiskLevel = riskOf(stored)
  return transmissionRiskLevel === undefined
    ? undefined
    : {
        transmissionRiskLevel,
        reportTypeNumber: REPORT_TYPE_NUMBER['confirmed-test'],
        daysSinceOnsetOfSymptoms: 0,
      }
}

function riskOf({ onsetCode, transmissionRiskLevel }: StoredFields): DutchRisk | undefined {
  if (onsetCode === undefined) return riskOfLevel(transmissionRiskLevel)
  const meaning = onsetMeaning(onsetCode)
  if (meaning === undefined) return undefined
  const risk = riskOfOnset(meaning)
  // What nobody said keeps no key from phones.
  return meaning.kind === 'no_information' ? (risk ?? DUTCH_RISK.low) : risk
}

/** @param level 0 where nobody said */
function riskOfLevel(level: number): DutchRisk {
  if (level >= HIGH_FROM) return DUTCH_RISK.high
  return level >= MEDIUM_FROM ? DUTCH_RISK.medium : DUTCH_RISK.low
}
