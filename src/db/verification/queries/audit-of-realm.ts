/** What was done to a realm. */

import type { SealedEntry } from '../../../core/audit/chain.ts'
import type { VerificationDatabase } from '../database.ts'

/**
 * A page of a realm's entries, newest first.
 * @param before id of the last entry of the page before; undefined for the first page
 */
export async function readAuditOf(
  db: VerificationDatabase,
  realmId: number,
  before: number | undefined,
  limit: number,
): Promise<readonly SealedEntry[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT id, at, actor, action, subject, detail, previous_hash AS previousHash, hash FROM audit_log
      WHERE (subject = ?1 OR substr(subject, 1, ?2) = ?1 || '/') AND (?3 IS NULL OR id < ?3)
      ORDER BY id DESC LIMIT ?4`,
    )
    .bind(`realms/${realmId}`, `realms/${realmId}/`.length, before ?? null, limit)
    .all<SealedEntry>()
  return results
}
