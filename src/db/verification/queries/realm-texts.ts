/** Realms' own texts for the report page. */

import type { VerificationDatabase } from '../database.ts'

export interface RealmText {
  /** Two letters. */
  readonly language: string
  /** "webReportIntroMessage". */
  readonly messageId: string
  readonly message: string
}

/** Those of the report page, in some languages. */
export async function readRealmTexts(
  db: VerificationDatabase,
  realmId: number,
  languages: readonly string[],
): Promise<readonly RealmText[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT language, message_id AS messageId, message FROM realm_translations
      WHERE realm_id = ?1 AND language IN (SELECT value FROM json_each(?2))
        AND (message_id LIKE 'webReport%' OR message_id = 'agencyDisplayName')`,
    )
    .bind(realmId, JSON.stringify(languages))
    .all<RealmText>()
  return results
}
