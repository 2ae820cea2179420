/**
 * Temporary exposure keys, and the diagnosis keys that they become. Pure.
 * Source: Exposure Notification cryptography specification; google/exposure-notifications-server pkg/api/v1.
 */

import type { ReportType } from './report-type.ts'
import { type IntervalNumber, startOfInterval, type UnixSeconds } from './time.ts'

export const KEY_BYTES = 16
export const MIN_ROLLING_PERIOD = 1
/** Intervals: 24 hours. */
export const MAX_ROLLING_PERIOD = 144
/** Days either side of the onset of symptoms that phones accept. */
export const MAX_DAYS_SINCE_ONSET = 14

export interface TemporaryExposureKey {
  /** 16 bytes. */
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: IntervalNumber
  /** Intervals, 1 to 144. */
  readonly rollingPeriod: number
  /** 0 to 8; 0 is "not given". */
  readonly transmissionRiskLevel: number
}

/** Which fields of a key nobody sent; numbers as stored, added up. */
export const FILLED_IN = { nothing: 0, transmissionRisk: 1, onset: 2 } as const

/** A key after a positive result, as it is stored and exported. */
export interface DiagnosisKey extends TemporaryExposureKey {
  readonly reportType: ReportType | undefined
  /** Days, signed; undefined where unknown. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
  /** When it may be exported: a multiple of the truncate window. */
  readonly createdAt: UnixSeconds
  /** Sum of `FILLED_IN`: what was made up here; layouts with scales of their own must not take it for what a phone said. */
  readonly filledIn: number
}

/** The instant from which a key is of no more use to its phone. */
export const expiryOf = (
  key: Pick<TemporaryExposureKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>,
): UnixSeconds =>
  startOfInterval((key.rollingStartIntervalNumber + key.rollingPeriod) as IntervalNumber)
