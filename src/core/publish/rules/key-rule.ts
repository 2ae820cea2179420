/** The shape of a rule on one key of an upload: each stands in a file of its own, with its reason. */

import type { IntervalNumber, UnixSeconds } from '../../time.ts'

export interface PublishClock {
  readonly now: UnixSeconds
  /** The interval of `now`. */
  readonly currentInterval: IntervalNumber
  /** Keys that ended before this interval are too old. */
  readonly oldestInterval: IntervalNumber
}

/** Why a key was dropped, in words for its uploader; undefined where the rule holds. */
export type KeyProblem = string | undefined

/** Rules on one key, in their order. */
export const KEY_RULES = [
  'key-encoding',
  'key-length',
  'rolling-period',
  'key-age',
  'key-start',
  'transmission-risk',
  'onset-distance',
] as const
export type KeyRule = (typeof KEY_RULES)[number]

/** A key that was dropped, and by which rule. */
export interface KeyDrop {
  readonly rule: KeyRule
  readonly problem: string
}

/** Names the rule that a problem is of. */
export const dropOf = (rule: KeyRule, problem: KeyProblem): KeyDrop | undefined =>
  problem === undefined ? undefined : { rule, problem }
