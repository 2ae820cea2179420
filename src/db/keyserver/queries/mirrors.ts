/** Mirrors of foreign exports and the files that they publish. */

import { and, asc, eq, gte, lt } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { mirrorFiles, mirrors } from '../schema/mirrors.ts'

export type Mirror = typeof mirrors.$inferSelect
export type MirrorFile = typeof mirrorFiles.$inferSelect

/** Position of a file that its index names no more. */
export const LEFT = -1

export const readMirrors = (db: KeyserverDatabase): Promise<readonly Mirror[]> =>
  db.orm.select().from(mirrors).orderBy(mirrors.id)

export const readMirrorFiles = (
  db: KeyserverDatabase,
  mirrorId: number,
): Promise<readonly MirrorFile[]> =>
  db.orm.select().from(mirrorFiles).where(eq(mirrorFiles.mirrorId, mirrorId))

/** @param places files whose place in the foreign index changed, with the new one; `LEFT` for none */
export async function placeMirrorFiles(
  db: KeyserverDatabase,
  mirrorId: number,
  places: readonly (readonly [filename: string, position: number])[],
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE mirror_files SET position = place.value->>1 FROM json_each(?2) AS place
      WHERE mirror_id = ?1 AND filename = place.value->>0`,
    )
    .bind(mirrorId, JSON.stringify(places))
    .run()
}

// Timestamps rise with every name, also with two names within a second and after a clock that was set back.
const NEXT_TIMESTAMP =
  'UPDATE mirrors SET last_timestamp = max(last_timestamp + 1, ?2) WHERE id = ?1'

const INSERT_FILE = `
INSERT INTO mirror_files (mirror_id, filename, local_filename, position, is_stored)
SELECT id, ?2, replace(?3, '[timestamp]', last_timestamp), ?4, 0 FROM mirrors WHERE id = ?1
  AND NOT EXISTS (SELECT 1 FROM mirror_files AS other WHERE other.mirror_id = ?1
    AND other.local_filename = replace(?3, '[timestamp]', last_timestamp))
ON CONFLICT DO NOTHING`

/**
 * Decides what a file is called here, once: whoever comes later finds the name.
 * @param pattern its name here; [timestamp] is filled in
 * @returns undefined where another file has that name, or the mirror is gone
 */
export async function nameMirrorFile(
  db: KeyserverDatabase,
  mirrorId: number,
  filename: string,
  pattern: string,
  position: number,
  now: UnixSeconds,
): Promise<string | undefined> {
  await db.d1.batch([
    db.d1.prepare(NEXT_TIMESTAMP).bind(mirrorId, now),
    db.d1.prepare(INSERT_FILE).bind(mirrorId, filename, pattern, position),
  ])
  const [row] = await db.orm
    .select({ localFilename: mirrorFiles.localFilename })
    .from(mirrorFiles)
    .where(and(eq(mirrorFiles.mirrorId, mirrorId), eq(mirrorFiles.filename, filename)))
  return row?.localFilename
}

export async function noteMirrorFileStored(
  db: KeyserverDatabase,
  mirrorId: number,
  filename: string,
): Promise<void> {
  await db.orm
    .update(mirrorFiles)
    .set({ isStored: true })
    .where(and(eq(mirrorFiles.mirrorId, mirrorId), eq(mirrorFiles.filename, filename)))
}

/** Names here of what is published, in the order of the foreign index. */
export async function readMirrorIndex(
  db: KeyserverDatabase,
  mirrorId: number,
): Promise<readonly string[]> {
  const rows = await db.orm
    .select({ localFilename: mirrorFiles.localFilename })
    .from(mirrorFiles)
    .where(
      and(
        eq(mirrorFiles.mirrorId, mirrorId),
        eq(mirrorFiles.isStored, true),
        gte(mirrorFiles.position, 0),
      ),
    )
    .orderBy(asc(mirrorFiles.position))
  return rows.map((row) => row.localFilename)
}

/** Marks files that have left as not stored, before their objects go: one that comes back is then stored anew. */
export async function markLeftMirrorFiles(
  db: KeyserverDatabase,
  mirrorId: number,
): Promise<readonly MirrorFile[]> {
  return db.orm
    .update(mirrorFiles)
    .set({ isStored: false })
    .where(and(eq(mirrorFiles.mirrorId, mirrorId), lt(mirrorFiles.position, 0)))
    .returning()
}

export async function forgetMirrorFile(
  db: KeyserverDatabase,
  mirrorId: number,
  filename: string,
): Promise<void> {
  await db.orm
    .delete(mirrorFiles)
    .where(
      and(
        eq(mirrorFiles.mirrorId, mirrorId),
        eq(mirrorFiles.filename, filename),
        lt(mirrorFiles.position, 0),
      ),
    )
}
