/** Which keys the NHS layout publishes, and which its submission and its imports take. Pure. */

import {
  KEY_BYTES,
  MAX_ROLLING_PERIOD,
  MIN_ROLLING_PERIOD,
  type TemporaryExposureKey,
} from '../../temporary-exposure-key.ts'
import {
  addSeconds,
  INTERVALS_PER_DAY,
  intervalOf,
  SECONDS_PER_DAY,
  type UnixSeconds,
} from '../../time.ts'
import { MAX_NHS_RISK } from './fields.ts'

const DAYS = 14

/** Starts of keys that a file holds, interval numbers: after < start ≤ atMost. */
export interface StartRange {
  readonly after: number
  readonly atMost: number
}

/**
 * Keys count as those of whole days, however long they were used.
 * @param zipExpiry until when the run's newest file is read, as `zipExpiryOf` gives it
 */
export function publishedStarts(zipExpiry: UnixSeconds): StartRange {
  const atMost = intervalOf(zipExpiry)
  return { after: atMost - DAYS * INTERVALS_PER_DAY - INTERVALS_PER_DAY, atMost }
}

export const isPublished = (
  rollingStartIntervalNumber: number,
  zipExpiry: UnixSeconds,
): boolean => {
  const { after, atMost } = publishedStarts(zipExpiry)
  return rollingStartIntervalNumber > after && rollingStartIntervalNumber <= atMost
}

/** Why a key is not taken; the first rule that it breaks. */
export type NhsKeyProblem =
  | 'key_length'
  | 'expired'
  | 'starts_in_future'
  | 'rolling_period'
  | 'risk_level'

/** @param key its start and period are any numbers */
export function nhsKeyProblem(
  key: Omit<TemporaryExposureKey, 'rollingStartIntervalNumber'> & {
    readonly rollingStartIntervalNumber: number
  },
  now: UnixSeconds,
): NhsKeyProblem | undefined {
  const { rollingStartIntervalNumber: start, rollingPeriod, transmissionRiskLevel } = key
  const oldest = intervalOf(addSeconds(now, -DAYS * SECONDS_PER_DAY))
  // The original took any key of less than 32 bytes; only one of 16 can be matched.
  if (key.keyData.length !== KEY_BYTES) return 'key_length'
  if (!isWithin(rollingPeriod, MIN_ROLLING_PERIOD, MAX_ROLLING_PERIOD)) return 'rolling_period'
  if (!(start + rollingPeriod >= oldest)) return 'expired'
  if (!(start <= intervalOf(now))) return 'starts_in_future'
  return isWithin(transmissionRiskLevel, 0, MAX_NHS_RISK) ? undefined : 'risk_level'
}

const isWithin = (value: number, min: number, max: number): boolean => value >= min && value <= max
