/** Counts what of partners and members is about to end, so that whoever watches the log hears of it in time. */

import type { Expiry, ExpiryState } from '../../core/federation/expiries.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { efgsMembersHealth, nationsHealth } from '../member-health.ts'
import type { SecretBox } from '../secret-box.ts'
import { partnersHealth } from './partner-health.ts'

/** A type and not an interface, since a job reports any names. */
export type ExpiryReport = {
  /** Less than 30 days are left. */
  readonly endingSoon: number
  /** Less than 7. */
  readonly endingUrgently: number
  readonly ended: number
}

/**
 * Of what is in use: not of partners that are not active, nor of members that were revoked.
 * @throws where the master key does not open a partner's credentials: the deployment is misconfigured
 */
export async function countExpiries(
  deps: { readonly db: KeyserverDatabase; readonly secretBox: SecretBox },
  now: UnixSeconds,
): Promise<ExpiryReport> {
  const partners = await partnersHealth(deps, now)
  const nations = await nationsHealth(deps.db, now)
  const members = await efgsMembersHealth(deps.db, now)
  const expiries: readonly (Expiry | null)[] = [
    ...partners.filter(({ isActive }) => isActive).flatMap((partner) => partner.expiries),
    ...nations.filter(({ isRevoked }) => !isRevoked).map(({ token }) => token),
    ...members
      .flatMap(({ certificates }) => certificates)
      .filter(({ isRevoked }) => !isRevoked)
      .map(({ expiry }) => expiry),
  ]
  const count = (state: ExpiryState) => expiries.filter((one) => one?.state === state).length
  return { endingSoon: count('soon'), endingUrgently: count('urgent'), ended: count('ended') }
}
