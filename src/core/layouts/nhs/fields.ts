/** What the NHS layout makes of a stored key's fields. It leaves no key out. Pure. */

import { MAX_DAYS_SINCE_ONSET } from '../../temporary-exposure-key.ts'
import type { FieldTable } from '../layout-key.ts'
import { onsetMeaning } from '../onset-code.ts'

/** The scale of these apps ends one below the format's. */
export const MAX_NHS_RISK = 7

export interface NhsFieldSettings {
  /** Written where a phone sent none: 1 to 7. */
  readonly missingRiskLevel: number
}

/** No report type is written: these apps read none. */
export const nhsFields =
  ({ missingRiskLevel }: NhsFieldSettings): FieldTable =>
  ({ transmissionRiskLevel, onsetCode }) => ({
    transmissionRiskLevel:
      transmissionRiskLevel === 0
        ? missingRiskLevel
        : Math.min(transmissionRiskLevel, MAX_NHS_RISK),
    reportTypeNumber: undefined,
    daysSinceOnsetOfSymptoms: daysForNhsApps(onsetCode),
  })

/**
 * The one number that these apps read. Of a range it is the middle, the later day where there are two. Where the day of the
 * onset is not known it is 0, as the original wrote whenever a phone sent nothing: days since a test or an upload are counted
 * from another day, and the key would seem less infectious than anybody said. Phones take 14 days either side.
 */
export function daysForNhsApps(code: number | undefined): number {
  const meaning = code === undefined ? undefined : onsetMeaning(code)
  switch (meaning?.kind) {
    case 'exact':
      return withinReach(meaning.days)
    case 'range':
      return withinReach(meaning.latest - Math.floor((meaning.length - 1) / 2))
    default:
      return 0
  }
}

const withinReach = (days: number): number =>
  Math.min(MAX_DAYS_SINCE_ONSET, Math.max(-MAX_DAYS_SINCE_ONSET, days))
