/**
 * The life of a registration: how long its bucket is good, which of the keys that come for it are taken, and from when each may
 * be published. Days are those of UTC. Pure.
 * Source: minvws/nl-covid19-notification-app-backend MobileAppApi: TekReleaseWorkflowTime, PostTeksValidator and the filters
 * behind it; the order of rules is theirs.
 */

import { toHex } from '../../bytes.ts'
import { KEY_BYTES, MAX_ROLLING_PERIOD, MIN_ROLLING_PERIOD } from '../../temporary-exposure-key.ts'
import {
  addSeconds,
  asIntervalNumber,
  floorTo,
  INTERVALS_PER_DAY,
  type IntervalNumber,
  SECONDS_PER_DAY,
  startOfInterval,
  type UnixSeconds,
  utcDayOf,
  utcDayOfInterval,
} from '../../time.ts'
import { afterLocalMidnight } from './local-time.ts'

export interface WorkflowSettings {
  /** IANA name of the zone whose midnight a bucket's life counts from. */
  readonly timeZone: string
  /** How long a bucket is good, from the local midnight before it was made. */
  readonly lifetimeMinutes: number
  /** How wrong the clock of a phone may be, on top of it. */
  readonly clockErrorMinutes: number
  /** Keys of one upload. */
  readonly maxKeys: number
  /** No app had keys before this interval: an upload with one is a fault of its sender. */
  readonly minRollingStart: number
  /** How long the running day's key waits after it came. */
  readonly publishingDelayMinutes: number
  /** How long after the confirmation the running day's key is still taken. */
  readonly authorisationWindowMinutes: number
}

export const DEFAULT_WORKFLOW_SETTINGS: WorkflowSettings = {
  timeZone: 'Europe/Amsterdam',
  lifetimeMinutes: 1680,
  clockErrorMinutes: 30,
  maxKeys: 98,
  minRollingStart: 2_629_584,
  publishingDelayMinutes: 120,
  authorisationWindowMinutes: 120,
}

const MAX_AGE_DAYS = 14
const SECONDS_PER_MINUTE = 60

/** When a bucket that is made now is no longer good: half past four of the next morning, by the clocks of the country. */
export const bucketValidUntil = (now: UnixSeconds, settings: WorkflowSettings): UnixSeconds =>
  afterLocalMidnight(now, settings.lifetimeMinutes + settings.clockErrorMinutes, settings.timeZone)

/**
 * Seconds for which the app is told to use its bucket. NOTE: the original meant to keep the minutes of the clock error back and
 * took as many seconds off; apps are answered as they were.
 */
export const toldValidity = (
  validUntil: UnixSeconds,
  now: UnixSeconds,
  { clockErrorMinutes }: WorkflowSettings,
): number => validUntil - now - clockErrorMinutes

/** A key as it came, of the right types and nothing more. */
export interface SentKey {
  readonly keyData: Uint8Array
  readonly rollingStartNumber: number
  readonly rollingPeriod: number
}

/** What is known of a registration when keys come for it. */
export interface WorkflowState {
  readonly createdAt: UnixSeconds
  readonly validUntil: UnixSeconds
  /** undefined: not confirmed yet. */
  readonly authorisedAt: UnixSeconds | undefined
  /** Start of the newest of its keys that was published. */
  readonly lastPublishedStart: number | undefined
  /** Keys that wait for publication. */
  readonly waiting: readonly { readonly keyData: Uint8Array; readonly rollingStartNumber: number }[]
}

/** Why an upload is passed over whole. Nobody is told. */
export type UploadProblem = 'too_many_keys' | 'start_too_early' | 'key_length' | 'repeated_key'

/** Why one key of an upload is passed over. */
export type KeyRefusal =
  | 'rolling_period'
  | 'start_out_of_range'
  | 'already_waiting'
  | 'before_last_published'
  | 'after_creation_day'
  | 'authorisation_window_over'
  | 'second_of_creation_day'
  | 'bucket_full'

export interface AcceptedKey {
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: IntervalNumber
  readonly rollingPeriod: number
  readonly publishAfter: UnixSeconds
}

export interface JudgedKeys {
  readonly accepted: readonly AcceptedKey[]
  /** In the order in which the rules were asked. */
  readonly refused: readonly KeyRefusal[]
}

/** Rules on an upload that need no bucket; the first that it breaks. */
export function checkUpload(
  keys: readonly SentKey[],
  settings: WorkflowSettings,
): UploadProblem | undefined {
  if (keys.length > settings.maxKeys) return 'too_many_keys'
  if (keys.some(({ rollingStartNumber }) => rollingStartNumber < settings.minRollingStart)) {
    return 'start_too_early'
  }
  if (keys.some(({ keyData }) => keyData.length !== KEY_BYTES)) return 'key_length'
  if (new Set(keys.map(({ keyData }) => toHex(keyData))).size < keys.length) return 'repeated_key'
  return undefined
}

/** Which keys of an upload, checked and signed as it must be, wait in the bucket from now on. */
export function judgeKeys(
  keys: readonly SentKey[],
  workflow: WorkflowState,
  now: UnixSeconds,
  settings: WorkflowSettings,
): JudgedKeys {
  const waiting = new Set(workflow.waiting.map(({ keyData }) => toHex(keyData)))
  const accepted: AcceptedKey[] = []
  const refused: KeyRefusal[] = []
  for (const key of keys) {
    const refusal =
      checkSpan(key, now) ??
      (waiting.has(toHex(key.keyData)) ? 'already_waiting' : undefined) ??
      checkAgainst(workflow, key, now, settings) ??
      // The original lets one bucket take any number of uploads.
      (waiting.size + accepted.length >= settings.maxKeys ? 'bucket_full' : undefined)
    if (refusal === undefined) {
      accepted.push({
        keyData: key.keyData,
        rollingStartIntervalNumber: asIntervalNumber(key.rollingStartNumber),
        rollingPeriod: key.rollingPeriod,
        publishAfter: publishAfter(key, now, settings),
      })
    } else refused.push(refusal)
  }
  return { accepted, refused }
}

/** Of the last two weeks, by the midnights around them: a key of today starts at its midnight. */
function checkSpan({ rollingStartNumber, rollingPeriod }: SentKey, now: UnixSeconds) {
  const today = utcDayOf(now) * INTERVALS_PER_DAY
  const oldest = today - MAX_AGE_DAYS * INTERVALS_PER_DAY
  if (rollingStartNumber < oldest || rollingStartNumber > today) return 'start_out_of_range'
  const isPeriod = rollingPeriod >= MIN_ROLLING_PERIOD && rollingPeriod <= MAX_ROLLING_PERIOD
  return isPeriod ? undefined : 'rolling_period'
}

/** A phone makes no key for a bucket after the day on which it got that; nor two of that day, if not at once. */
function checkAgainst(
  workflow: WorkflowState,
  { rollingStartNumber }: SentKey,
  now: UnixSeconds,
  { authorisationWindowMinutes }: WorkflowSettings,
): KeyRefusal | undefined {
  const { authorisedAt, lastPublishedStart = Number.NEGATIVE_INFINITY } = workflow
  if (rollingStartNumber <= lastPublishedStart) return 'before_last_published'
  const day = utcDayOfInterval(asIntervalNumber(rollingStartNumber))
  const creationDay = utcDayOf(workflow.createdAt)
  if (day > creationDay) return 'after_creation_day'
  if (day === utcDayOf(now)) {
    const isOver =
      authorisedAt !== undefined &&
      now - authorisedAt >= authorisationWindowMinutes * SECONDS_PER_MINUTE
    return isOver ? 'authorisation_window_over' : undefined
  }
  if (day !== creationDay) return undefined
  const starts = [lastPublishedStart, ...workflow.waiting.map((key) => key.rollingStartNumber)]
  const hasOne = starts.some((start) => utcDayOfInterval(asIntervalNumber(start)) === creationDay)
  return hasOne ? 'second_of_creation_day' : undefined
}

/** The running day's key waits for the time in which its confirmation may come, and to its end where that is later. */
function publishAfter(
  { rollingStartNumber, rollingPeriod }: SentKey,
  now: UnixSeconds,
  { publishingDelayMinutes }: WorkflowSettings,
): UnixSeconds {
  const start = asIntervalNumber(rollingStartNumber)
  if (utcDayOfInterval(start) !== utcDayOf(now)) return now
  const delay = publishingDelayMinutes * SECONDS_PER_MINUTE
  const soon = addSeconds(now, delay)
  const end = startOfInterval(asIntervalNumber(rollingStartNumber + rollingPeriod))
  const isInUse = startOfInterval(start) < now && end > soon
  return isInUse ? addSeconds(floorTo(now, SECONDS_PER_DAY), SECONDS_PER_DAY + delay) : soon
}
