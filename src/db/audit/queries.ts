/**
 * The audit log: written together with what it tells of, in one batch, so that neither is ever there without the other.
 */

import { asc, desc, gt } from 'drizzle-orm'
import {
  type AuditEntry,
  CHAIN_START,
  type SealedEntry,
  sealEntry,
} from '../../core/audit/chain.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { Database } from '../database.ts'
import { auditLog } from './schema.ts'

/** How often a write is tried again when another one took the next place in the chain: one of all that compete gets it each time. */
const MAX_ATTEMPTS = 100

const APPEND = `
INSERT INTO audit_log (id, at, actor, action, subject, detail, previous_hash, hash)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8`

/**
 * Runs statements and records them, all or nothing.
 * @param entries what the statements do, in order
 * @returns the results of the statements, without those of the log
 * @throws where a statement fails: then nothing was written
 */
export async function auditedBatch(
  db: Database,
  now: UnixSeconds,
  entries: readonly AuditEntry[],
  statements: readonly D1PreparedStatement[],
): Promise<readonly D1Result[]> {
  for (let attempt = 1; ; attempt++) {
    const appends = await appendStatements(db, now, entries)
    try {
      const results = await db.d1.batch([...statements, ...appends])
      return results.slice(0, statements.length)
    } catch (error) {
      // The place in the chain is the table's primary key: whoever took it first has it, and we seal to it anew.
      const isTaken =
        error instanceof Error && error.message.includes('UNIQUE constraint failed: audit_log')
      if (!isTaken || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

async function appendStatements(
  db: Database,
  now: UnixSeconds,
  entries: readonly AuditEntry[],
): Promise<readonly D1PreparedStatement[]> {
  const [last] = await db.orm
    .select({ id: auditLog.id, hash: auditLog.hash })
    .from(auditLog)
    .orderBy(desc(auditLog.id))
    .limit(1)
  let head = last ?? CHAIN_START
  const statements: D1PreparedStatement[] = []
  for (const entry of entries) {
    const sealed = await sealEntry(head, entry, now)
    const { id, at, actor, action, subject, detail, previousHash, hash } = sealed
    statements.push(
      db.d1.prepare(APPEND).bind(id, at, actor, action, subject, detail, previousHash, hash),
    )
    head = sealed
  }
  return statements
}

/** A page of the log, oldest first. @param afterId 0 for the first page */
export const readAuditLog = (
  db: Database,
  afterId: number,
  limit: number,
): Promise<readonly SealedEntry[]> =>
  db.orm
    .select()
    .from(auditLog)
    .where(gt(auditLog.id, afterId))
    .orderBy(asc(auditLog.id))
    .limit(limit)

/** Retention: from the front of the chain, whose last row always stays, since the next one is sealed to it. */
export async function deleteAuditBefore(db: Database, before: UnixSeconds): Promise<void> {
  await db.d1
    .prepare('DELETE FROM audit_log WHERE at < ?1 AND id < (SELECT max(id) FROM audit_log)')
    .bind(before)
    .run()
}
