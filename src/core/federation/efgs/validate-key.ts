/**
 * What a key must be to be taken by a gateway. Days since onset, the report type and the countries are not looked at. Pure.
 * Source: eu-federation-gateway-service, DiagnosisKeyBatchValidator.
 */

import { KEY_BYTES, MAX_ROLLING_PERIOD } from '../../temporary-exposure-key.ts'
import { addSeconds, floorTo, intervalOf, SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'
import { type EfgsKey, UNKNOWN_RISK } from './diagnosis-key.ts'

const MAX_AGE_DAYS = 15
const MAX_RISK = 8

/** Why an upload with this key is refused, in the gateway's words; undefined where it is not. */
export function uploadKeyProblem(key: EfgsKey, now: UnixSeconds): string | undefined {
  if (key.keyData.length === 0) return 'The keydata is empty or null.'
  if (key.keyData.length !== KEY_BYTES) return 'The keydata is not 16 bytes.'
  const today = floorTo(now, SECONDS_PER_DAY)
  const earliest = intervalOf(addSeconds(today, -MAX_AGE_DAYS * SECONDS_PER_DAY))
  if (!isWithin(key.rollingStartIntervalNumber, earliest, intervalOf(now) + 1)) {
    return 'Invalid rolling start interval number.'
  }
  if (!isWithin(key.rollingPeriod, 1, MAX_ROLLING_PERIOD)) return 'Invalid rolling period.'
  const { transmissionRiskLevel: risk } = key
  if (!isWithin(risk, 0, MAX_RISK) && risk !== UNKNOWN_RISK) {
    return 'Invalid transmission risk level.'
  }
  return undefined
}

const isWithin = (value: number, min: number, max: number): boolean => value >= min && value <= max
