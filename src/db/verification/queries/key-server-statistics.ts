/** What key servers told. */

import type { KeyServerDay } from '../../../core/realm-statistics/rows.ts'
import type { VerificationDatabase } from '../database.ts'

/** Writes days, or writes them anew. One parameter for all of them. */
export async function saveKeyServerDays(
  db: VerificationDatabase,
  realmId: number,
  days: readonly KeyServerDay[],
): Promise<void> {
  if (days.length === 0) return
  await db.d1
    .prepare(
      `INSERT INTO key_server_statistics (realm_id, day, publish_unknown, publish_android, publish_ios, teks_published,
        requests_with_revisions, requests_missing_onset_date, tek_age_distribution, onset_to_upload_distribution)
      SELECT ?1, value ->> 'day', value ->> 'publishUnknown', value ->> 'publishAndroid', value ->> 'publishIos',
        value ->> 'teksPublished', value ->> 'requestsWithRevisions', value ->> 'requestsMissingOnsetDate',
        value -> 'tekAges', value -> 'onsetAges'
      FROM json_each(?2) WHERE true
      ON CONFLICT DO UPDATE SET publish_unknown = excluded.publish_unknown, publish_android = excluded.publish_android,
        publish_ios = excluded.publish_ios, teks_published = excluded.teks_published,
        requests_with_revisions = excluded.requests_with_revisions,
        requests_missing_onset_date = excluded.requests_missing_onset_date,
        tek_age_distribution = excluded.tek_age_distribution,
        onset_to_upload_distribution = excluded.onset_to_upload_distribution`,
    )
    .bind(realmId, JSON.stringify(days))
    .run()
}
