/** Deletes keys of our gateway once they are too old to be downloaded, and what is known of them when it is. */

import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  deleteEfgsKeysBefore,
  deleteEfgsRecordsBefore,
} from '../../db/keyserver/queries/efgs-hub-cleanup.ts'

/** Of what holds no key. The original kept it for ever. */
const RECORD_DAYS = 90

/**
 * May be called as often as one likes: the record of a day's clean-up is written once, and goes on counting.
 * @param maxAgeDays of an upload, in whole days before midnight (UTC), as downloads count it
 * @returns how many keys were deleted by the day's clean-up so far; 0 where it was over before
 */
export async function deleteExpiredEfgsHub(
  db: KeyserverDatabase,
  maxAgeDays: number,
  now: UnixSeconds,
): Promise<number> {
  const before = addSeconds(floorTo(now, SECONDS_PER_DAY), -maxAgeDays * SECONDS_PER_DAY)
  const cleanup = await deleteEfgsKeysBefore(db, before, now)
  await deleteEfgsRecordsBefore(db, addSeconds(now, -RECORD_DAYS * SECONDS_PER_DAY))
  return cleanup?.numberOfKeys ?? 0
}
