/**
 * What a payload must be. The first rule that it breaks refuses all of it. Pure.
 * Source: corona-warn-app/cwa-server ValidSubmissionPayload. Its documentation speaks of further rules, of keys that follow one
 * another without overlap; it has none, and two keys of one midnight are taken.
 */

import { KEY_BYTES } from '../../temporary-exposure-key.ts'
import { INTERVALS_PER_DAY } from '../../time.ts'
import type { ReceivedPayload, SubmittedKey } from './received-payload.ts'

export interface PayloadRules {
  readonly maxKeys: number
  /** Intervals. */
  readonly minRollingPeriod: number
  readonly maxRollingPeriod: number
  /** Two capital letters. */
  readonly originCountry: string
  /** Countries that may be named as visited, beside the origin. */
  readonly supportedCountries: readonly string[]
}

export type PayloadProblem =
  | 'start_not_midnight'
  | 'number_of_keys'
  | 'origin'
  | 'visited_countries'
  | 'neither_risk_nor_onset'
  | 'risk_out_of_range'
  | 'onset_out_of_range'
  | 'rolling_period'
  | 'key_length'

const MIN_RISK = 1
const MAX_RISK = 8
const MIN_ONSET_CODE = -15
const MAX_ONSET_CODE = 4000

/** @returns undefined where all is well */
export function payloadProblem(
  { keys, origin, visitedCountries }: ReceivedPayload,
  rules: PayloadRules,
): PayloadProblem | undefined {
  const { originCountry, supportedCountries } = rules
  if (keys.some((key) => key.rollingStartIntervalNumber % INTERVALS_PER_DAY !== 0)) {
    return 'start_not_midnight'
  }
  if (keys.length === 0 || keys.length > rules.maxKeys) return 'number_of_keys'
  if (origin !== '' && origin !== originCountry) return 'origin'
  const isSupported = (country: string) =>
    country === originCountry || supportedCountries.includes(country)
  if (!visitedCountries.every(isSupported)) return 'visited_countries'
  for (const key of keys) {
    const problem = keyProblem(key, rules)
    if (problem !== undefined) return problem
  }
  return undefined
}

function keyProblem(key: SubmittedKey, rules: PayloadRules): PayloadProblem | undefined {
  const { transmissionRiskLevel: risk, onsetCode, rollingPeriod, keyData } = key
  if (risk === undefined && onsetCode === undefined) return 'neither_risk_nor_onset'
  if (!isWithin(risk, MIN_RISK, MAX_RISK)) return 'risk_out_of_range'
  if (!isWithin(onsetCode, MIN_ONSET_CODE, MAX_ONSET_CODE)) return 'onset_out_of_range'
  if (!isWithin(rollingPeriod, rules.minRollingPeriod, rules.maxRollingPeriod)) {
    return 'rolling_period'
  }
  return keyData.length === KEY_BYTES ? undefined : 'key_length'
}

/** What was not sent is in no range and outside of none. */
const isWithin = (value: number | undefined, min: number, max: number): boolean =>
  value === undefined || (value >= min && value <= max)
