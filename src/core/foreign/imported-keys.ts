/**
 * From the keys of a foreign export file to those that are stored. Pure.
 * Source: google/exposure-notifications-server internal/publish/model (from export file). There is no check of age: what
 * another country publishes is for it to say. That a key may not lie in the future is ours: it would stay for ever.
 */

import type { ExportedKey } from '../export/read-export.ts'
import { mayBecome, type StoredKey } from '../publish/revision.ts'
import { releaseTime } from '../publish/rules/release-time.ts'
import { type ReportType, reportTypeFromNumber } from '../report-type.ts'
import { fail, type Result, succeed } from '../result.ts'
import {
  type DiagnosisKey,
  FILLED_IN,
  KEY_BYTES,
  MAX_DAYS_SINCE_ONSET,
  MAX_ROLLING_PERIOD,
  MIN_ROLLING_PERIOD,
} from '../temporary-exposure-key.ts'
import { asIntervalNumber, INTERVALS_PER_DAY, intervalOf, type UnixSeconds } from '../time.ts'
import {
  backfillTransmissionRisk,
  MAX_TRANSMISSION_RISK_LEVEL,
  MIN_TRANSMISSION_RISK_LEVEL,
} from '../transmission-risk.ts'

/** The export format's number for a contact of a contact, which nobody here may publish. */
const RECURSIVE_NUMBER = 4

export interface ImportRules {
  /** Of keys whose file names no type that is known; undefined: they stay without one. */
  readonly backfillReportType: ReportType | undefined
  /** Days since onset of keys whose file names none; undefined: they stay without. */
  readonly backfillDaysSinceOnset: number | undefined
  /** Granularity of release times. */
  readonly truncateWindowSeconds: number
}

/** The list of the file that a key stands in. */
export type ImportedList = 'primary' | 'revised'

/** Why a key was passed over. */
export type ImportedKeyProblem =
  | 'key_length'
  | 'start_missing'
  | 'start_in_future'
  | 'period_out_of_range'
  | 'risk_out_of_range'
  | 'onset_out_of_range'
  | 'report_type_recursive'
  | 'report_type_not_of_this_list'

const LISTED: Record<ImportedList, readonly (ReportType | undefined)[]> = {
  primary: ['confirmed-test', 'clinical-diagnosis', 'self-report', undefined],
  revised: ['confirmed-test', 'revoked'],
}

/** @param now the file is taken in; keys leave from then on, one that is still in use after its embargo */
export function readImportedKey(
  key: ExportedKey,
  list: ImportedList,
  rules: ImportRules,
  now: UnixSeconds,
): Result<DiagnosisKey, ImportedKeyProblem> {
  const { keyData, rollingStartIntervalNumber: start, rollingPeriod } = key
  const { transmissionRiskLevel: risk, daysSinceOnsetOfSymptoms: onset } = key
  if (keyData.length !== KEY_BYTES) return fail('key_length')
  if (start <= 0) return fail('start_missing')
  if (start > intervalOf(now) + INTERVALS_PER_DAY) return fail('start_in_future')
  if (isOutside(rollingPeriod, MIN_ROLLING_PERIOD, MAX_ROLLING_PERIOD)) {
    return fail('period_out_of_range')
  }
  if (isOutside(risk, MIN_TRANSMISSION_RISK_LEVEL, MAX_TRANSMISSION_RISK_LEVEL)) {
    return fail('risk_out_of_range')
  }
  if (isOutside(onset ?? 0, -MAX_DAYS_SINCE_ONSET, MAX_DAYS_SINCE_ONSET)) {
    return fail('onset_out_of_range')
  }
  if (key.reportTypeNumber === RECURSIVE_NUMBER) return fail('report_type_recursive')
  const reportType = reportTypeFromNumber(key.reportTypeNumber) ?? rules.backfillReportType
  if (!LISTED[list].includes(reportType)) return fail('report_type_not_of_this_list')
  const span = { rollingStartIntervalNumber: asIntervalNumber(start), rollingPeriod }
  return succeed({
    keyData,
    ...span,
    transmissionRiskLevel: backfillTransmissionRisk(risk, reportType),
    reportType,
    daysSinceOnsetOfSymptoms: onset ?? rules.backfillDaysSinceOnset,
    createdAt: releaseTime(span, now, rules.truncateWindowSeconds),
    filledIn:
      (risk === 0 ? FILLED_IN.transmissionRisk : 0) + (onset === undefined ? FILLED_IN.onset : 0),
  })
}

const isOutside = (value: number, min: number, max: number): boolean => value < min || value > max

/** What becomes of a stored key of an import that a later file of the same import revises. */
export type ImportedRevision = 'revise' | 'no_change' | 'refused'

export function judgeImportedRevision(
  incoming: DiagnosisKey,
  known: Pick<
    StoredKey,
    | 'rollingStartIntervalNumber'
    | 'rollingPeriod'
    | 'reportType'
    | 'isRevised'
    | 'revisedReportType'
  >,
): ImportedRevision {
  if (
    incoming.rollingStartIntervalNumber !== known.rollingStartIntervalNumber ||
    incoming.rollingPeriod !== known.rollingPeriod
  ) {
    return 'refused'
  }
  if (known.isRevised) {
    return known.revisedReportType === incoming.reportType ? 'no_change' : 'refused'
  }
  if (known.reportType === incoming.reportType) return 'no_change'
  return mayBecome(known.reportType, incoming.reportType) ? 'revise' : 'refused'
}
