/** A stored key as an exposure that is sent. Pure. */

import { daysForNhsApps } from '../../layouts/nhs/fields.ts'
import { REPORT_TYPE_NUMBER } from '../../report-type.ts'
import type { OutgoingKey } from '../received-key.ts'
import { TEST_TYPE, type UkExposure } from './exposure.ts'
import type { UkSettings } from './settings.ts'

/** How the original said of rapid tests that it did not say. */
const UNKNOWN_REPORT_TYPE = 0
/** As many as a submission may name. */
const MAX_REGIONS = 32

type SentSettings = Pick<
  UkSettings,
  'overrideExportedRisk' | 'exportedRisk' | 'legacyReportTypes' | 'originMode'
>

/** @param ownOrigin region of keys that were uploaded here */
export function sentExposure(
  key: OutgoingKey,
  ownOrigin: string,
  settings: SentSettings,
): UkExposure {
  const isSelfReport = key.reportType === REPORT_TYPE_NUMBER['self-report']
  return {
    keyData: new Uint8Array(key.keyData),
    rollingStartNumber: key.rollingStartIntervalNumber,
    transmissionRiskLevel: settings.overrideExportedRisk
      ? settings.exportedRisk
      : (key.transmissionRiskLevel ?? 0),
    rollingPeriod: key.rollingPeriod,
    regions: sentRegions(key, ownOrigin),
    // Servers overwrite it where we have no leave to name another than our own.
    ...(settings.originMode === 'payload' && key.origin !== undefined && { origin: key.origin }),
    testType: isSelfReport ? TEST_TYPE.rapidSelfReported : TEST_TYPE.laboratory,
    reportType: isSelfReport && settings.legacyReportTypes ? UNKNOWN_REPORT_TYPE : key.reportType,
    daysSinceOnset: daysForNhsApps(key.daysSinceOnsetOfSymptoms),
  }
}

/** The origin always stands first, whatever else says it; then whom the key is of interest to. */
const sentRegions = (key: OutgoingKey, ownOrigin: string): readonly string[] =>
  [...new Set([key.origin ?? ownOrigin, ...(key.visitedCountries ?? [])])].slice(0, MAX_REGIONS)
