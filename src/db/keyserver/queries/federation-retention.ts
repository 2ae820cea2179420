/** Deletes what is past its age of the exchange with partners. Each statement may run any number of times. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

const DELETE_ROWS = 5000

/** Batches of both directions that were made before, with what is left of them in staging. @returns how many */
export async function deleteFederationBatchesBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<number> {
  const results = await db.d1.batch(
    [
      `DELETE FROM staged_keys WHERE batch_id IN (SELECT id FROM incoming_batches WHERE created_at < ?1)`,
      'DELETE FROM incoming_batches WHERE created_at < ?1',
      'DELETE FROM outgoing_batches WHERE created_at < ?1',
      'DELETE FROM interop_key_sets WHERE created_at < ?1',
    ].map((sql) => db.d1.prepare(sql).bind(before)),
  )
  return (results[1]?.meta.changes ?? 0) + (results[2]?.meta.changes ?? 0)
}

export async function deleteSightingsBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const { meta } = await db.d1
      .prepare(
        `DELETE FROM federation_sightings WHERE (key_data, partner_id) IN
          (SELECT key_data, partner_id FROM federation_sightings WHERE seen_at < ?1 LIMIT ?2)`,
      )
      .bind(before, DELETE_ROWS)
      .run()
    deleted += meta.changes
    if (meta.changes < DELETE_ROWS) return deleted
  }
}

/** Counts of days, for as long as other statistics are kept. */
export async function deleteFederationStatisticsBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<void> {
  await db.d1.prepare('DELETE FROM federation_statistics WHERE day < ?1').bind(before).run()
}
