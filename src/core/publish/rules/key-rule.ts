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
