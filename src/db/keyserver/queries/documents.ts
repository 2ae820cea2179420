/** Documents that phones download beside keys. */

import { eq } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { documents } from '../schema/documents.ts'

export type DocumentRow = typeof documents.$inferSelect

export interface DocumentPage {
  /** Newest first. */
  readonly documents: readonly DocumentRow[]
  /** `before` of the next page; undefined where this was the last. */
  readonly next: number | undefined
}

/** Content id of the document of each kind that is in force, by kind. */
export async function readDocumentsInForce(
  db: KeyserverDatabase,
  layoutExportId: number,
  now: UnixSeconds,
): Promise<ReadonlyMap<string, string>> {
  const { results } = await db.d1
    .prepare(
      // The columns beside a single max() are those of its row.
      `SELECT kind, id, max(release_at) FROM documents WHERE layout_export_id = ?1 AND release_at < ?2 GROUP BY kind`,
    )
    .bind(layoutExportId, now)
    .all<{ kind: string; id: string }>()
  return new Map(results.map(({ kind, id }) => [kind, id]))
}

export async function readDocument(
  db: KeyserverDatabase,
  id: string,
): Promise<DocumentRow | undefined> {
  const [row] = await db.orm.select().from(documents).where(eq(documents.id, id))
  return row
}

const PAGE = `
SELECT rowid AS number, id, layout_export_id AS layoutExportId, kind, release_at AS releaseAt, created_at AS createdAt,
  object_name AS objectName, byte_length AS byteLength, content_hash AS contentHash
FROM documents WHERE layout_export_id = ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3`

/** @param before of the page before; undefined for the first */
export async function readDocuments(
  db: KeyserverDatabase,
  layoutExportId: number,
  before: number | undefined,
  limit: number,
): Promise<DocumentPage> {
  const { results } = await db.d1
    .prepare(PAGE)
    .bind(layoutExportId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .all<DocumentRow & { number: number }>()
  const isWhole = results.length === limit
  return {
    documents: results.map(({ number: _, ...row }) => row),
    next: isWhole ? results.at(-1)?.number : undefined,
  }
}

/** The record of a document; and its export is looked at by the next run, which names it where it is to be named. */
export const insertDocument = (
  db: KeyserverDatabase,
  row: DocumentRow,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare(
      `INSERT INTO documents (id, layout_export_id, kind, release_at, created_at, object_name, byte_length, content_hash)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(
      row.id,
      row.layoutExportId,
      row.kind,
      row.releaseAt,
      row.createdAt,
      row.objectName,
      row.byteLength,
      row.contentHash,
    ),
  // Behind every hour, but not 0, which stands for a changed configuration.
  db.d1
    .prepare('UPDATE layout_exports SET refreshed_at = min(refreshed_at, 1) WHERE id = ?1')
    .bind(row.layoutExportId),
]
