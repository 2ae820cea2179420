/** How many keys people have uploaded by their own word. */

import { REPORT_TYPE_NUMBER } from '../../../core/report-type.ts'
import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { PROVENANCE } from './diagnosis-keys.ts'

/** Whether at least `limit` keys of self reports were uploaded for release in this UTC day or later. */
export async function hasSelfReports(
  db: KeyserverDatabase,
  limit: number,
  now: UnixSeconds,
): Promise<boolean> {
  const row = await db.d1
    .prepare(
      `SELECT 1 FROM diagnosis_keys WHERE created_at >= ?1 AND report_type = ?2 AND provenance = ?3 LIMIT 1 OFFSET ?4`,
    )
    .bind(
      floorTo(now, SECONDS_PER_DAY),
      REPORT_TYPE_NUMBER['self-report'],
      PROVENANCE.uploaded,
      limit - 1,
    )
    .first()
  return row !== null
}
