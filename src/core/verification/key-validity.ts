/** When a key of a health authority is valid, and what may be done to that. Pure. */

import type { UnixSeconds } from '../time.ts'

/** Valid after `validFrom` and before `validThru`. */
export interface KeyValidity {
  readonly validFrom: UnixSeconds
  /** undefined: no end. */
  readonly validThru: UnixSeconds | undefined
}

export const KEY_ACTIONS = ['activate', 'revoke', 'reinstate'] as const
export type KeyAction = (typeof KEY_ACTIONS)[number]

export const isKeyAction = (name: string): name is KeyAction =>
  KEY_ACTIONS.some((action) => action === name)

/** Where a key ends that is revoked now: it can't end before it begins. */
export const endOf = ({ validFrom }: KeyValidity, now: UnixSeconds): UnixSeconds =>
  validFrom > now ? validFrom : now

/** Whether a key will not be valid again by itself. */
export const hasEnded = (key: KeyValidity, now: UnixSeconds): boolean =>
  key.validThru !== undefined && key.validThru <= endOf(key, now)

/** What an action makes of a key; undefined where it leaves it as it is. */
export const KEY_ACTION_EFFECT: Readonly<
  Record<KeyAction, (key: KeyValidity, now: UnixSeconds) => KeyValidity | undefined>
> = {
  // In force from the next second on.
  activate: (key, now) => (key.validFrom === now ? undefined : { ...key, validFrom: now }),
  // Who revokes twice must not move the end: it says until when certificates were taken.
  revoke: (key, now) => (hasEnded(key, now) ? undefined : { ...key, validThru: endOf(key, now) }),
  reinstate: (key) => (key.validThru === undefined ? undefined : { ...key, validThru: undefined }),
}
