/**
 * Keys of an answer in the words that all protocols share, and what only this one refuses. Pure.
 * Source: google/exposure-notifications-server federationin. There an unknown type among revised keys ends the whole pull, and
 * keys that have an onset are never stored; here a key is refused by itself.
 */

import { isKnownCountry } from '../../codes/countries-of-interest.ts'
import { REPORT_TYPE_NUMBER, reportTypeFromNumber } from '../../report-type.ts'
import { MAX_DAYS_SINCE_ONSET } from '../../temporary-exposure-key.ts'
import {
  backfillTransmissionRisk,
  MAX_TRANSMISSION_RISK_LEVEL,
  MIN_TRANSMISSION_RISK_LEVEL,
} from '../../transmission-risk.ts'
import type { ReceivedKey } from '../received-key.ts'
import type { FederatedKey, FetchResponse } from './messages.ts'
import type { GoogleSettings } from './settings.ts'

const SELF_REPORT = REPORT_TYPE_NUMBER['self-report']
const CLINICAL = REPORT_TYPE_NUMBER['clinical-diagnosis']
const RECURSIVE = 4
/** What other protocols call a country or region of interest; regions of other forms have no such meaning. */
const AREA = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/

/** Primary keys first: a revision comes after what it revises. */
export const receivedKeys = (
  { keys, revisedKeys }: Pick<FetchResponse, 'keys' | 'revisedKeys'>,
  settings: GoogleSettings,
): readonly ReceivedKey[] => [
  ...keys.map((key) => receivedKey(key, settings)),
  ...revisedKeys.map((key) => ({ ...receivedKey(key, settings), isRevision: true })),
]

const receivedKey = (key: FederatedKey, settings: GoogleSettings): ReceivedKey => ({
  keyData: key.exposureKey,
  rollingStartIntervalNumber: key.intervalNumber,
  rollingPeriod: key.intervalCount,
  transmissionRiskLevel: key.transmissionRisk === 0 ? undefined : key.transmissionRisk,
  reportType: isTakenAsClinical(key.reportType, settings) ? CLINICAL : key.reportType,
  daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
  origin: settings.origin,
  visitedCountries: key.regions
    .map((region) => region.toUpperCase())
    .filter((region) => isKnownCountry(AREA.exec(region)?.[1] ?? '')),
  traveler: key.traveler,
  testType: undefined,
})

const isTakenAsClinical = (
  type: number,
  { acceptSelfReports, acceptRecursive }: GoogleSettings,
): boolean => (type === SELF_REPORT && acceptSelfReports) || (type === RECURSIVE && acceptRecursive)

/** @returns why a key is not taken, beyond the rules of all protocols */
export function whyRefused(key: ReceivedKey): string | undefined {
  const { transmissionRiskLevel: risk, daysSinceOnsetOfSymptoms: days, reportType } = key
  if (reportType === 0) return 'report_type_unknown'
  if (reportType === RECURSIVE) return 'report_type_recursive'
  const type = reportTypeFromNumber(reportType)
  if (type === undefined) return 'report_type'
  if (type === 'self-report') return 'report_type_self_report'
  if (type === 'revoked' && key.isRevision !== true) return 'report_type_not_of_this_list'
  if (isOutside(risk ?? 0, MIN_TRANSMISSION_RISK_LEVEL, MAX_TRANSMISSION_RISK_LEVEL)) {
    return 'risk_out_of_range'
  }
  // Days, never another protocol's codes.
  return isOutside(days ?? 0, -MAX_DAYS_SINCE_ONSET, MAX_DAYS_SINCE_ONSET)
    ? 'onset_out_of_range'
    : undefined
}

const isOutside = (value: number, min: number, max: number): boolean => value < min || value > max

/** The scale is ours, so that the partner's word is taken; without one, that of the report type. */
export function storedRiskOf(key: ReceivedKey): {
  readonly level: number
  readonly isFilledIn: boolean
} {
  const risk = key.transmissionRiskLevel
  return risk === undefined
    ? {
        level: backfillTransmissionRisk(0, reportTypeFromNumber(key.reportType)),
        isFilledIn: true,
      }
    : { level: risk, isFilledIn: false }
}
