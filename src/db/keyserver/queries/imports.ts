/** Imports of foreign exports, and the files that their indexes name. The keys themselves are in `imported-keys.ts`. */

import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import type { IndexChanges, KnownImportFile } from '../../../core/foreign/index-changes.ts'
import { addSeconds, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { exportImportKeys, exportImports, importFiles } from '../schema/imports.ts'

export type ExportImport = typeof exportImports.$inferSelect
export type ImportFile = typeof importFiles.$inferSelect
export type ImportKeyRow = typeof exportImportKeys.$inferSelect

/** Imports that are active at an instant. */
export const readActiveImports = (
  db: KeyserverDatabase,
  at: UnixSeconds,
): Promise<readonly ExportImport[]> =>
  db.orm
    .select()
    .from(exportImports)
    .where(
      and(
        lt(exportImports.activeFrom, at),
        or(isNull(exportImports.activeThru), gt(exportImports.activeThru, at)),
      ),
    )
    .orderBy(exportImports.id)

export const readImports = (db: KeyserverDatabase): Promise<readonly ExportImport[]> =>
  db.orm.select().from(exportImports).orderBy(exportImports.id)

export const readImportKeys = (
  db: KeyserverDatabase,
  importId: number,
): Promise<readonly ImportKeyRow[]> =>
  db.orm.select().from(exportImportKeys).where(eq(exportImportKeys.importId, importId))

export async function readImport(
  db: KeyserverDatabase,
  id: number,
): Promise<ExportImport | undefined> {
  const [row] = await db.orm.select().from(exportImports).where(eq(exportImports.id, id))
  return row
}

export const readKnownFiles = (
  db: KeyserverDatabase,
  importId: number,
): Promise<readonly KnownImportFile[]> =>
  db.orm
    .select({
      id: importFiles.id,
      url: importFiles.url,
      status: importFiles.status,
      discoveredAt: importFiles.discoveredAt,
      completedAt: importFiles.completedAt,
    })
    .from(importFiles)
    .where(eq(importFiles.importId, importId))

const INSERT_FILES = `
INSERT INTO import_files (import_id, url, status, discovered_at, attempts, next_attempt_at)
SELECT ?1, value, 'open', ?3, 0, ?3 FROM json_each(?2) WHERE true ORDER BY key ON CONFLICT DO NOTHING`

/** The platform takes 2 MB a parameter. */
const FILES_A_STATEMENT = 1000

/** Written in one go; each condition is looked at again, since files are taken in meanwhile. */
export async function writeIndexChanges(
  db: KeyserverDatabase,
  importId: number,
  changes: IndexChanges,
  now: UnixSeconds,
): Promise<void> {
  const statements: D1PreparedStatement[] = []
  for (let i = 0; i < changes.discovered.length; i += FILES_A_STATEMENT) {
    const some = JSON.stringify(changes.discovered.slice(i, i + FILES_A_STATEMENT))
    statements.push(db.d1.prepare(INSERT_FILES).bind(importId, some, now))
  }
  const among = 'id IN (SELECT value FROM json_each(?1))'
  if (changes.reopened.length > 0) {
    const sql = `UPDATE import_files SET status = 'open', next_attempt_at = ?2 WHERE status = 'gone' AND ${among}`
    statements.push(db.d1.prepare(sql).bind(JSON.stringify(changes.reopened), now))
  }
  if (changes.gone.length > 0) {
    const sql = `UPDATE import_files SET status = 'gone', lease_expires_at = NULL
      WHERE (status = 'open' OR (status = 'leased' AND lease_expires_at < ?2)) AND ${among}`
    statements.push(db.d1.prepare(sql).bind(JSON.stringify(changes.gone), now))
  }
  if (changes.forgotten.length > 0) {
    const sql = `DELETE FROM import_files WHERE status IN ('complete', 'gone') AND ${among}`
    statements.push(db.d1.prepare(sql).bind(JSON.stringify(changes.forgotten)))
  }
  if (statements.length > 0) await db.d1.batch(statements)
}

// In the order of their index, those that failed behind: a file that kills every run must not stand before the others. Once
// may happen to any file, so that only the second time counts.
const LEASE_FILE = `
UPDATE import_files SET attempts = attempts + (status = 'leased'), status = 'leased', lease_expires_at = ?2
WHERE id = (SELECT file.id FROM import_files AS file JOIN export_imports AS import ON import.id = file.import_id
  WHERE ((file.status = 'open' AND file.next_attempt_at <= ?1)
      OR (file.status = 'leased' AND file.lease_expires_at < ?1))
    AND import.active_from < ?1 AND (import.active_thru IS NULL OR import.active_thru > ?1)
  ORDER BY file.attempts, file.id LIMIT 1)
  AND (status = 'open' OR (status = 'leased' AND lease_expires_at < ?1))
RETURNING id`

/**
 * Takes a file that is due, for itself: one conditional statement decides. One whose run was killed is due once its lease
 * has ended, and that run counts as an attempt.
 */
export async function leaseImportFile(
  db: KeyserverDatabase,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
): Promise<ImportFile | undefined> {
  const leased = await db.d1.prepare(LEASE_FILE).bind(now, leaseExpiresAt).first<{ id: number }>()
  if (leased === null) return undefined
  const [file] = await db.orm.select().from(importFiles).where(eq(importFiles.id, leased.id))
  return file
}

/** Whether a file that the index named before this one still waits to be taken in. */
export async function hasEarlierOpenFile(
  db: KeyserverDatabase,
  file: ImportFile,
): Promise<boolean> {
  const row = await db.d1
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM import_files WHERE import_id = ?1 AND id < ?2 AND status IN ('open', 'leased')) AS has`,
    )
    .bind(file.importId, file.id)
    .first<{ has: number }>()
  return row?.has === 1
}

/** Once: a file that is complete stays as it is. */
export async function completeImportFile(
  db: KeyserverDatabase,
  file: ImportFile,
  keyCount: number,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `UPDATE import_files SET status = 'complete', completed_at = ?2, lease_expires_at = NULL, key_count = ?3,
        last_failure = NULL WHERE id = ?1 AND status <> 'complete'`,
    )
    .bind(file.id, now, keyCount)
    .run()
  return meta.changes === 1
}

/** Gives a file back, to be tried again later; left alone where another run has it. */
export async function failImportFile(
  db: KeyserverDatabase,
  file: ImportFile,
  failure: string,
  now: UnixSeconds,
  retrySeconds: number,
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE import_files SET status = 'open', lease_expires_at = NULL, attempts = attempts + 1, next_attempt_at = ?2,
        last_failure = ?3 WHERE id = ?1 AND status = 'leased' AND lease_expires_at = ?4`,
    )
    .bind(file.id, addSeconds(now, retrySeconds), failure, file.leaseExpiresAt)
    .run()
}
