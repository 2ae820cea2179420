/** Writing only where nothing was changed since it was read: every change moves the end of the audit log. */

import { max } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { auditLog } from './schema.ts'

/** What `json()` says of a text that is none: how a statement fails on purpose and takes its batch with it. */
const REFUSAL = 'malformed JSON'

/** Last row of the log; 0 for none. To be read with, or before, what is to be changed. */
export async function readAuditHead(db: Database): Promise<number> {
  const [head] = await db.orm.select({ id: max(auditLog.id) }).from(auditLog)
  return head?.id ?? 0
}

/** Fails its batch where something was changed since `auditHead` was read. */
export const unchangedSince = (db: Database, auditHead: number): D1PreparedStatement =>
  db.d1
    .prepare(
      `SELECT json(CASE WHEN (SELECT coalesce(max(id), 0) FROM audit_log) = ?1 THEN '1' ELSE 'changed' END)`,
    )
    .bind(auditHead)

/** Whether a batch failed on purpose: read again and try again. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Error && error.message.includes(REFUSAL)
