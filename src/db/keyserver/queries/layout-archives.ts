/** Archives and indexes of layouts, as they are in the bucket. */

import { and, eq, inArray } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { layoutArchives, layoutIndexes } from '../schema/layouts.ts'
import type { LayoutLease } from './layout-exports.ts'

export type LayoutArchive = typeof layoutArchives.$inferSelect

export const readArchives = (
  db: KeyserverDatabase,
  exportId: number,
): Promise<readonly LayoutArchive[]> =>
  db.orm.select().from(layoutArchives).where(eq(layoutArchives.exportId, exportId))

const INSERT = `
INSERT INTO layout_archives (name, export_id, directory, kind, slot, status, key_count, content_hash, byte_length, stored_at)
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9
FROM json_each(?1) WHERE`
const IS_HELD = `EXISTS (SELECT 1 FROM layout_exports WHERE id = ?2 AND lease_expires_at = ?3)`
const RECORD = `${INSERT} ${IS_HELD} ON CONFLICT (name) DO UPDATE SET status = excluded.status, key_count = excluded.key_count,
  content_hash = excluded.content_hash, byte_length = excluded.byte_length, stored_at = excluded.stored_at`

const insertion = (
  db: KeyserverDatabase,
  sql: string,
  archives: readonly LayoutArchive[],
  ...values: readonly number[]
): D1PreparedStatement =>
  db.d1
    .prepare(sql)
    .bind(
      JSON.stringify(
        archives.map((archive) => [
          archive.name,
          archive.exportId,
          archive.directory,
          archive.kind,
          archive.slot,
          archive.status,
          archive.keyCount,
          archive.contentHash,
          archive.byteLength,
          archive.storedAt,
        ]),
      ),
      ...values,
    )

/**
 * Notes archives that are about to be stored, as if they were to be deleted: should the run die before it records them, a
 * later one stores them or deletes them, and none stays in the bucket that nobody knows of.
 */
export async function announceArchives(
  db: KeyserverDatabase,
  archives: readonly Omit<LayoutArchive, 'status'>[],
): Promise<void> {
  if (archives.length === 0) return
  const announced = archives.map((archive) => ({ ...archive, status: 'delete_pending' as const }))
  await insertion(db, `${INSERT} true ON CONFLICT DO NOTHING`, announced).run()
}

/** Records archives, and the slot that they complete, together; nothing where the lease has gone to another run. */
export async function recordArchives(
  db: KeyserverDatabase,
  lease: LayoutLease,
  archives: readonly LayoutArchive[],
  written?: { readonly slot: number; readonly at: number },
): Promise<void> {
  const held = [lease.exportId, lease.expiresAt] as const
  const statements: D1PreparedStatement[] = []
  if (archives.length > 0) statements.push(insertion(db, RECORD, archives, ...held))
  if (written !== undefined) {
    statements.push(
      db.d1
        .prepare(
          `UPDATE layout_slots SET written_at = ?1 WHERE export_id = ?2 AND slot = ?4 AND written_at IS NULL AND ${IS_HELD}`,
        )
        .bind(written.at, ...held, written.slot),
    )
  }
  if (statements.length > 0) await db.d1.batch(statements)
}

/** Marks archives that no index names any more: what is marked is deleted, here and in the bucket. */
export async function markArchives(db: KeyserverDatabase, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await db.d1
    .prepare(
      `UPDATE layout_archives SET status = 'delete_pending' WHERE name IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(names))
    .run()
}

/** Forgets archives whose objects are gone. */
export async function forgetArchives(
  db: KeyserverDatabase,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await db.d1
    .prepare(
      `DELETE FROM layout_archives WHERE status = 'delete_pending' AND name IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(names))
    .run()
}

/** Hashes of an export's indexes as they were last written, by object name. */
export async function readIndexHashes(
  db: KeyserverDatabase,
  exportId: number,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.orm
    .select({ name: layoutIndexes.name, hash: layoutIndexes.contentHash })
    .from(layoutIndexes)
    .where(eq(layoutIndexes.exportId, exportId))
  return new Map(rows.map(({ name, hash }) => [name, hash]))
}

/** Notes indexes that are about to be there for the first time, so that none stays that nobody knows of. */
export async function announceIndexes(
  db: KeyserverDatabase,
  exportId: number,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await db.d1
    .prepare(
      `INSERT INTO layout_indexes (name, export_id, content_hash) SELECT value, ?2, '' FROM json_each(?1) WHERE true
      ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(names), exportId)
    .run()
}

export async function noteIndex(
  db: KeyserverDatabase,
  exportId: number,
  name: string,
  contentHash: string,
): Promise<void> {
  const row = { name, exportId, contentHash }
  await db.orm
    .insert(layoutIndexes)
    .values(row)
    .onConflictDoUpdate({ target: layoutIndexes.name, set: row })
}

/** Forgets indexes whose objects are gone. */
export async function forgetIndexes(
  db: KeyserverDatabase,
  exportId: number,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await db.orm
    .delete(layoutIndexes)
    .where(and(eq(layoutIndexes.exportId, exportId), inArray(layoutIndexes.name, [...names])))
}
