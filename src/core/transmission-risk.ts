/** Transmission risk levels, and the one a key gets whose phone sent none. Pure. */

import type { ReportType } from './report-type.ts'

export const MIN_TRANSMISSION_RISK_LEVEL = 0
export const MAX_TRANSMISSION_RISK_LEVEL = 8

/** NOTE: a self-report stays at 0, although the original defines a value for it that it never uses. */
const BACKFILL: Record<ReportType, number> = {
  'confirmed-test': 2,
  'clinical-diagnosis': 4,
  'self-report': 0,
  revoked: 6,
}

/** The phone's own level where it sent one, else the one of the report type. */
export const backfillTransmissionRisk = (
  level: number,
  reportType: ReportType | undefined,
): number => (level !== 0 || reportType === undefined ? level : BACKFILL[reportType])
