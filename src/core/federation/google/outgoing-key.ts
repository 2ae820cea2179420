/** A stored key as the other server gets it. Pure. */

import { REPORT_TYPE_NUMBER } from '../../report-type.ts'
import { MAX_DAYS_SINCE_ONSET } from '../../temporary-exposure-key.ts'
import type { FetchCriteria } from './criteria.ts'
import type { FederatedKey } from './messages.ts'

/** What is sent of a stored key: of a revised one what the revision made of it. */
export interface FetchedKey {
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly transmissionRiskLevel: number
  /** The export format's number; 0 for none. */
  readonly reportType: number
  /** Code of `core/layouts/onset-code.ts`; undefined: not known. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
  readonly traveler: boolean
  readonly regions: readonly string[]
}

const UNKNOWN = 0

export function outgoingKey(key: FetchedKey, criteria: FetchCriteria): FederatedKey {
  const { includeRegions } = criteria
  const days = key.daysSinceOnsetOfSymptoms
  const isDays = days !== undefined && Math.abs(days) <= MAX_DAYS_SINCE_ONSET
  return {
    exposureKey: key.keyData,
    transmissionRisk: key.transmissionRiskLevel,
    intervalNumber: key.rollingStartIntervalNumber,
    intervalCount: key.rollingPeriod,
    // As the original: nobody vouched for it, and each server decides for itself about such keys.
    reportType: key.reportType === REPORT_TYPE_NUMBER['self-report'] ? UNKNOWN : key.reportType,
    // Other layouts' codes are not days.
    daysSinceOnsetOfSymptoms: isDays ? days : undefined,
    traveler: key.traveler,
    regions: key.regions.filter((region) => includeRegions.includes(region)).sort(),
  }
}
