/** The batch that a nation asks for, for as long as batches are kept. */

import { addSeconds, SECONDS_PER_DAY, SECONDS_PER_HOUR, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type DownloadedBatch,
  deleteUkHubBefore,
  deleteUkHubRecordsBefore,
  downloadNextBatch,
} from '../../db/keyserver/queries/uk-hub-batches.ts'
import type { UkNation } from './nations.ts'

/** From the making of a batch: as long as phones look back. */
const RETENTION_SECONDS = 14 * SECONDS_PER_DAY
/** Later than it stops being served, so that no clock that is behind sees a batch of which half has gone. */
const DELETE_AFTER_SECONDS = RETENTION_SECONDS + SECONDS_PER_HOUR

/** @returns undefined where there is none (yet) */
export const downloadUkBatch = (
  db: KeyserverDatabase,
  nation: UkNation,
  asked: {
    readonly afterTag: string | undefined
    readonly since: UnixSeconds | undefined
    readonly regions: readonly string[] | undefined
  },
  now: UnixSeconds,
): Promise<DownloadedBatch | undefined> =>
  downloadNextBatch(
    db,
    { nationId: nation.id, region: nation.region, ...asked },
    addSeconds(now, -RETENTION_SECONDS),
    now,
  )

/** Tags and counts, without a key: so long that whoever was away for weeks still goes on where it was. */
const RECORDS_SECONDS = 90 * SECONDS_PER_DAY

/** Deletes exposures and uploads at their age, and what is left of them at its own. @returns how many exposures */
export async function deleteExpiredUkHub(db: KeyserverDatabase, now: UnixSeconds): Promise<number> {
  const deleted = await deleteUkHubBefore(db, addSeconds(now, -DELETE_AFTER_SECONDS))
  await deleteUkHubRecordsBefore(db, addSeconds(now, -RECORDS_SECONDS))
  return deleted
}
