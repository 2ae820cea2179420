/** Documents that phones download beside keys. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

/** Content id of the document of each kind that is in force, by kind. */
export async function readDocumentsInForce(
  db: KeyserverDatabase,
  layoutExportId: number,
  now: UnixSeconds,
): Promise<ReadonlyMap<string, string>> {
  const { results } = await db.d1
    .prepare(
      // The columns beside a single max() are those of its row.
      `SELECT kind, id, max(release_at) FROM documents WHERE layout_export_id = ?1 AND release_at < ?2 GROUP BY kind`,
    )
    .bind(layoutExportId, now)
    .all<{ kind: string; id: string }>()
  return new Map(results.map(({ kind, id }) => [kind, id]))
}
