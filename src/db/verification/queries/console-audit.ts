/** A realm's entries of the audit log, those that somebody looks for. */

import type { AuditSearch } from '../../../core/console/audit-search.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export interface RealmAuditEntry {
  /** Ascends with time; where the next page begins. */
  readonly id: number
  readonly at: UnixSeconds
  readonly actor: string
  readonly action: string
  /** Below the realm, e.g. "settings"; '' for the realm itself. */
  readonly target: string
  /** JSON. */
  readonly detail: string
}

/** The newest first. @param before id of the last one that was shown; undefined: from the newest */
export async function findAuditEntries(
  db: VerificationDatabase,
  realmId: number,
  { from, until, who, action, target }: AuditSearch,
  before: number | undefined,
  limit: number,
): Promise<readonly RealmAuditEntry[]> {
  const subject = `realms/${realmId}`
  const { results } = await db.d1
    .prepare(
      `SELECT id, at, actor, action, substr(subject, ?2 + 1) AS target, detail FROM audit_log
      WHERE (subject = ?1 OR substr(subject, 1, ?2) = ?1 || '/') AND id < ?3
        AND (?4 IS NULL OR at >= ?4) AND (?5 IS NULL OR at < ?5)
        AND (?6 IS NULL OR instr(lower(actor), lower(?6)) > 0)
        AND (?7 IS NULL OR instr(action, lower(?7)) > 0)
        AND (?8 IS NULL OR instr(lower(substr(subject, ?2 + 1)), lower(?8)) > 0)
      ORDER BY id DESC LIMIT ?9`,
    )
    .bind(
      subject,
      subject.length + 1,
      before ?? Number.MAX_SAFE_INTEGER,
      from ?? null,
      until ?? null,
      who ?? null,
      action ?? null,
      target ?? null,
      limit,
    )
    .all<RealmAuditEntry>()
  return results
}
