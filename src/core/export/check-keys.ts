/**
 * The rules on the keys of a file. Each rule is reported once a list, by the first key that breaks it and how many do. Pure.
 */

import { compareBytes, toHex } from '../bytes.ts'
import {
  expiryOf,
  KEY_BYTES,
  MAX_DAYS_SINCE_ONSET,
  MAX_ROLLING_PERIOD,
  MIN_ROLLING_PERIOD,
} from '../temporary-exposure-key.ts'
import {
  asIntervalNumber,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  startOfInterval,
  type UnixSeconds,
} from '../time.ts'
import { MAX_TRANSMISSION_RISK_LEVEL, MIN_TRANSMISSION_RISK_LEVEL } from '../transmission-risk.ts'
import { type ArchiveProblem, problem, type RuleName } from './archive-rules.ts'
import type { ExportedKey, ExportMessage } from './read-export.ts'

const RECURSIVE = 4
const REVOKED = 5
const MAX_REPORT_TYPE = 5
/** Phones must not get a key earlier after its expiry. */
export const RELEASE_DELAY_SECONDS = 2 * SECONDS_PER_HOUR
const SECONDS_PER_MINUTE = 60
/** A key may be revised as long as the server keeps it. */
const MAX_REVISION_DELAY_SECONDS = 15 * SECONDS_PER_DAY

export const DEFAULT_MAX_KEY_AGE_DAYS = 15

export interface KeyLimits {
  /** The time at which phones could have the file; undefined where it is not known. */
  readonly now: UnixSeconds | undefined
  /** Age of a key's expiry at its upload. */
  readonly maxKeyAgeDays: number
  /** The latest expiry, in Unix seconds, that keys of a file may have, where the end of its window does not tell. */
  readonly latestExpiry?: (message: ExportMessage) => number
}

type KeyCheck = (key: ExportedKey) => string | undefined

export function checkKeys(message: ExportMessage, limits: KeyLimits): readonly ArchiveProblem[] {
  return [
    ...checkList('key', message.keys, checksOf(message, limits, false)),
    ...checkList('revised key', message.revisedKeys, checksOf(message, limits, true)),
    ...checkRevisions(message),
  ]
}

function checksOf(
  message: ExportMessage,
  limits: KeyLimits,
  isRevised: boolean,
): readonly (readonly [RuleName, KeyCheck])[] {
  const { startTimestamp, endTimestamp } = message
  const latestExpiry = Math.min(
    limits.latestExpiry?.(message) ??
      (endTimestamp === undefined ? Number.POSITIVE_INFINITY : releasableUntil(endTimestamp)),
    limits.now === undefined ? Number.POSITIVE_INFINITY : limits.now - RELEASE_DELAY_SECONDS,
  )
  const oldestExpiry =
    (startTimestamp ?? 0) -
    limits.maxKeyAgeDays * SECONDS_PER_DAY -
    (isRevised ? MAX_REVISION_DELAY_SECONDS : 0)
  return [
    ['key-length', ({ keyData }) => outside(keyData.length, KEY_BYTES, KEY_BYTES)],
    [
      'risk-out-of-range',
      ({ transmissionRiskLevel }) =>
        outside(transmissionRiskLevel, MIN_TRANSMISSION_RISK_LEVEL, MAX_TRANSMISSION_RISK_LEVEL),
    ],
    [
      'period-out-of-range',
      ({ rollingPeriod }) => outside(rollingPeriod, MIN_ROLLING_PERIOD, MAX_ROLLING_PERIOD),
    ],
    ['start-out-of-range', (key) => (startsWithin(key, endTimestamp) ? undefined : startText(key))],
    [
      'onset-out-of-range',
      ({ daysSinceOnsetOfSymptoms }) =>
        outside(daysSinceOnsetOfSymptoms ?? 0, -MAX_DAYS_SINCE_ONSET, MAX_DAYS_SINCE_ONSET),
    ],
    [
      'report-type-unknown',
      ({ reportTypeNumber }) => outside(reportTypeNumber, 0, MAX_REPORT_TYPE),
    ],
    [
      'report-type-ignored',
      ({ reportTypeNumber: type }) =>
        type === RECURSIVE || (type === REVOKED && !isRevised) ? String(type) : undefined,
    ],
    [
      'key-too-fresh',
      (key) =>
        startsWithin(key, endTimestamp) && expiryOfKey(key) > latestExpiry
          ? `expires at ${expiryOfKey(key)}, after ${latestExpiry}`
          : undefined,
    ],
    [
      'key-too-old',
      (key) =>
        key.rollingStartIntervalNumber >= 0 && expiryOfKey(key) < oldestExpiry
          ? `expired at ${expiryOfKey(key)}, before ${oldestExpiry}`
          : undefined,
    ],
  ]
}

const outside = (value: number, min: number, max: number): string | undefined =>
  value < min || value > max ? String(value) : undefined

const startsWithin = (
  { rollingStartIntervalNumber: start }: ExportedKey,
  endTimestamp: number | undefined,
): boolean =>
  start >= 0 &&
  (endTimestamp === undefined || startOfInterval(asIntervalNumber(start)) < endTimestamp)

const startText = (key: ExportedKey): string => `interval ${key.rollingStartIntervalNumber}`

const expiryOfKey = (key: ExportedKey): number =>
  expiryOf({ ...key, rollingStartIntervalNumber: asIntervalNumber(key.rollingStartIntervalNumber) })

/**
 * The latest expiry that a key of a window may have. A file is published two hours after its window's end or later, so
 * that expiry by the end is early enough. Release times are cut to the hour, so that within a window that ends between
 * hours the rest of that hour counts too; the files of a split batch end a few seconds late.
 */
function releasableUntil(endTimestamp: number): number {
  const end = Math.floor(endTimestamp / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
  return Math.ceil(end / SECONDS_PER_HOUR) * SECONDS_PER_HOUR
}

function checkList(
  name: string,
  keys: readonly ExportedKey[],
  checks: readonly (readonly [RuleName, KeyCheck])[],
): ArchiveProblem[] {
  const broken = new Map<RuleName, { first: string; count: number }>()
  const report = (rule: RuleName, index: number, how: string) => {
    const known = broken.get(rule)
    if (known === undefined) broken.set(rule, { first: `${name} ${index}: ${how}`, count: 1 })
    else known.count++
  }
  const seen = new Map<string, number>()
  keys.forEach((key, index) => {
    for (const [rule, check] of checks) {
      const how = check(key)
      if (how !== undefined) report(rule, index, how)
    }
    const hex = toHex(key.keyData)
    const before = seen.get(hex)
    if (before !== undefined) report('duplicate-key', index, `the same as ${name} ${before}`)
    seen.set(hex, index)
    const previous = keys[index - 1]
    if (previous !== undefined && compareBytes(previous.keyData, key.keyData) > 0) {
      report('keys-not-sorted', index, 'less than the one before')
    }
  })
  return [...broken].map(([rule, { first, count }]) =>
    problem(rule, count === 1 ? first : `${first} (and ${count - 1} more)`),
  )
}

/** A key that is new and revised in one window stands in both lists. Phones skip a revision that is not of the same span. */
function checkRevisions({ keys, revisedKeys }: ExportMessage): ArchiveProblem[] {
  if (revisedKeys.length === 0) return []
  const revised = new Map(revisedKeys.map((key) => [toHex(key.keyData), key]))
  const changed = keys.findIndex((key) => {
    const later = revised.get(toHex(key.keyData))
    return later !== undefined && !isOfSameSpan(key, later)
  })
  return changed < 0 ? [] : [problem('revised-key-changed', `key ${changed}`)]
}

type Span = Pick<ExportedKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>

export const isOfSameSpan = (a: Span, b: Span): boolean =>
  a.rollingStartIntervalNumber === b.rollingStartIntervalNumber &&
  a.rollingPeriod === b.rollingPeriod
