/** Whether somebody needs a second factor. Pure. Source: verification server pkg/database/realm.go (MFA mode and grace period). */

import type { RequirementMode } from '../realms/settings.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'
import type { SignInLevel } from './viewer.ts'

export interface SecondFactorNeeds {
  readonly hasSecondFactor: boolean
  readonly isSystemAdmin: boolean
  readonly memberships: readonly {
    readonly mfaMode: RequirementMode
    readonly mfaGraceDays: number
    /** When they became a member. */
    readonly since: UnixSeconds
  }[]
}

/**
 * The level that a right password gives by itself. Whoever has a second factor is asked for it everywhere; the strictest realm
 * decides for all of a person's realms, since one session opens them all.
 */
export function levelAfterPassword(needs: SecondFactorNeeds, now: UnixSeconds): SignInLevel {
  if (needs.hasSecondFactor || needs.isSystemAdmin) return 0
  const isRequired = needs.memberships.some(
    ({ mfaMode, mfaGraceDays, since }) =>
      mfaMode === 'required' && now >= since + mfaGraceDays * SECONDS_PER_DAY,
  )
  return isRequired ? 0 : 1
}
