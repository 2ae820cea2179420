/**
 * Keys that nobody has, for trials of the Corona-Warn-App layout: so many an hour and country, the same for the same seed.
 * Source: corona-warn-app/cwa-server TestDataGeneration, as measured; its values of risk, onset and start are kept.
 */

import { INTERVALS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../time.ts'
import type { CoronaWarnAppEra } from './settings.ts'

export const TEST_DATA_SEED = 123_456
/** Keys an hour and country, on average. */
export const MEAN_KEYS: Readonly<Record<CoronaWarnAppEra, number>> = { head: 100, seed: 1000 }
const DAYS = 14
const MAX_RISK = 7
const KEY_BYTES = 16

export interface TestKey {
  /** 16 bytes. */
  readonly keyData: Uint8Array<ArrayBuffer>
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly transmissionRiskLevel: number
  /** A full hour, Unix seconds. */
  readonly submittedAt: number
  readonly originCountry: string
  readonly visitedCountries: readonly string[]
}

/**
 * Hours that have no keys yet, up to the present one.
 * @param newest submission that is stored, Unix seconds; undefined where there is none
 * @param era in the days of the seed the present hour was left out
 */
export function hoursToFill(
  newest: number | undefined,
  now: number,
  era: CoronaWarnAppEra,
): readonly number[] {
  const hour = now - (now % SECONDS_PER_HOUR)
  const last = era === 'seed' ? hour - SECONDS_PER_HOUR : hour
  const first =
    newest === undefined
      ? now - (now % SECONDS_PER_DAY) - DAYS * SECONDS_PER_DAY
      : newest - (newest % SECONDS_PER_HOUR) + SECONDS_PER_HOUR
  const hours: number[] = []
  for (let at = first; at <= last; at += SECONDS_PER_HOUR) hours.push(at)
  return hours
}

/** @param mean keys of an hour and country, at least 1 */
export function testKeysOf(
  hour: number,
  country: string,
  supportedCountries: readonly string[],
  mean: number,
  seed = TEST_DATA_SEED,
): readonly TestKey[] {
  const random = chanceOf(`${seed}|${hour}|${country}`)
  return Array.from({ length: poisson(mean, random) }, () => ({
    keyData: Uint8Array.from({ length: KEY_BYTES }, () => Math.floor(random() * 256)),
    rollingStartIntervalNumber: Math.floor(hour / SECONDS_PER_DAY) * INTERVALS_PER_DAY,
    rollingPeriod: INTERVALS_PER_DAY,
    transmissionRiskLevel: 1 + Math.floor(random() * MAX_RISK),
    submittedAt: hour,
    originCountry: country,
    visitedCountries: random() < 0.5 ? supportedCountries : [country],
  }))
}

/** Sums of this size are added up: e to the power of less would be no number any more. */
const POISSON_STEP = 100

function poisson(mean: number, random: () => number): number {
  let count = 0
  for (let rest = mean; rest > 0; rest -= POISSON_STEP) {
    const limit = Math.exp(-Math.min(rest, POISSON_STEP))
    for (let product = random(); product > limit; product *= random()) count++
  }
  return count
}

/** Uniform numbers 0 ≤ x < 1, the same for the same text (FNV-1a into mulberry32): for trials, and for nothing secret. */
function chanceOf(text: string): () => number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
