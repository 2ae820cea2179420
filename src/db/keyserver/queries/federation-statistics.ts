/** Counts of what was exchanged, a day and a name each. */

import { FEDERATION_COUNTS } from '../../../core/federation/statistics.ts'
import { REPORT_TYPE_NUMBER } from '../../../core/report-type.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { PROVENANCE } from './diagnosis-keys.ts'

// Read once: the keys of the day, by where they come from and whether they were taken back.
const COUNT_DAY = `
INSERT INTO federation_statistics (day, name, value)
WITH counted AS MATERIALIZED (
  SELECT provenance, origin, revised_report_type IS ${REPORT_TYPE_NUMBER.revoked} AND revised_at <= created_at AS revoked,
    count(*) AS keys
  FROM diagnosis_keys WHERE created_at >= ?1 AND created_at < ?2 GROUP BY 1, 2, 3)
SELECT ?1, name, value FROM (
  SELECT '${FEDERATION_COUNTS.keys}' AS name, coalesce(sum(keys), 0) AS value FROM counted WHERE provenance <> ?3
  UNION ALL SELECT '${FEDERATION_COUNTS.stuffing}', coalesce(sum(keys), 0) FROM counted WHERE provenance = ?3
  UNION ALL SELECT '${FEDERATION_COUNTS.foreign}:' || coalesce(origin, ''), sum(keys) FROM counted WHERE provenance = ?4
    GROUP BY origin
  UNION ALL SELECT '${FEDERATION_COUNTS.published}', coalesce(sum(keys), 0) FROM counted WHERE provenance <> ?3 AND NOT revoked
  UNION ALL SELECT '${FEDERATION_COUNTS.sent}', coalesce(sum(CASE status WHEN 'sent' THEN key_count - stuffing_key_count
      ELSE min(accepted_keys, key_count - stuffing_key_count) END), 0)
    FROM interop_key_sets AS sets JOIN outgoing_batches AS batch ON batch.key_set_id = sets.id
    WHERE sets.created_at >= ?1 AND sets.created_at < ?2 AND status IN ('sent', 'partly_accepted'))`

/** Counts a day anew. */
export async function countFederationDay(db: KeyserverDatabase, day: UnixSeconds): Promise<void> {
  await db.d1.batch([
    db.d1.prepare('DELETE FROM federation_statistics WHERE day = ?1').bind(day),
    db.d1
      .prepare(COUNT_DAY)
      .bind(day, day + SECONDS_PER_DAY, PROVENANCE.synthetic, PROVENANCE.federated),
  ])
}
