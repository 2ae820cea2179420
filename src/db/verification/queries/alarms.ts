/** What people were told of, by the audit log. */

import { and, eq, gte } from 'drizzle-orm'
import { auditLog } from '../../audit/schema.ts'
import type { VerificationDatabase } from '../database.ts'

/** @param since Unix seconds @returns subjects */
export async function readToldSince(
  db: VerificationDatabase,
  action: string,
  since: number,
): Promise<ReadonlySet<string>> {
  const rows = await db.orm
    .select({ subject: auditLog.subject })
    .from(auditLog)
    .where(and(gte(auditLog.at, since), eq(auditLog.action, action)))
  return new Set(rows.map(({ subject }) => subject))
}
