/** Counts what was exchanged on the days that are over, those of a job that was missed as well. */

import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { countFederationDay } from '../../db/keyserver/queries/federation-statistics.ts'

/** Keys of partners that are still in use are released up to two days after they came. */
const COUNTED_DAYS = 3

export async function countFederation(
  db: KeyserverDatabase,
  now: UnixSeconds,
): Promise<{ readonly days: number }> {
  const today = floorTo(now, SECONDS_PER_DAY)
  for (let ago = COUNTED_DAYS; ago >= 1; ago--) {
    await countFederationDay(db, addSeconds(today, -ago * SECONDS_PER_DAY))
  }
  return { days: COUNTED_DAYS }
}
