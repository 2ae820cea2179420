/** What has become of a code. Pure. */

import { asUnixSeconds, type UnixSeconds } from '../time.ts'

export type CodeState = 'open' | 'used' | 'over'

/** A code that was used stays used when its time is over. */
export function codeStateOf(
  code: {
    readonly claimedAt: UnixSeconds | null
    readonly expiresAt: UnixSeconds
    readonly longExpiresAt: UnixSeconds
  },
  now: UnixSeconds,
): CodeState {
  if (code.claimedAt !== null) return 'used'
  return lastsUntil(code) <= now ? 'over' : 'open'
}

/** The later end of its two: the long code of a text outlives the one that is read out. */
export const lastsUntil = (code: {
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
}): UnixSeconds => asUnixSeconds(Math.max(code.expiresAt, code.longExpiresAt))
