/** Deletes what is past its age. Each statement may run any number of times. */

import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { exportBatches, exportConfigs, exportFiles } from '../schema/exports.ts'
import { healthAuthorityStatistics } from '../schema/health-authority-statistics.ts'
import { paddingSlots, uploadModels, uploadShapeDays, uploadShapes } from '../schema/padding.ts'

/** Rows a statement: a country's day at once would exceed the time that a statement has. */
const DELETE_ROWS = 20_000

/** @returns how many keys were deleted */
export async function deleteKeysBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const { meta } = await db.d1
      .prepare(
        `DELETE FROM diagnosis_keys WHERE key_data IN
          (SELECT key_data FROM diagnosis_keys WHERE created_at < ?1 LIMIT ?2)`,
      )
      .bind(before, DELETE_ROWS)
      .run()
    deleted += meta.changes
    if (meta.changes < DELETE_ROWS) return deleted
  }
}

/** Statistics, shapes, and the seeds of padding. */
export async function deleteRecordsBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<void> {
  await db.orm.batch([
    db.orm.delete(healthAuthorityStatistics).where(lt(healthAuthorityStatistics.hour, before)),
    db.orm.delete(uploadShapes).where(lt(uploadShapes.slot, before)),
    db.orm.delete(uploadShapeDays).where(lt(uploadShapeDays.day, before)),
    db.orm.delete(paddingSlots).where(lt(paddingSlots.slot, before)),
    db.orm.delete(uploadModels).where(
      and(
        lt(uploadModels.createdAt, before),
        sql`${uploadModels.id} NOT IN (SELECT model_id FROM padding_slots WHERE model_id IS NOT NULL)`,
        // The newest of a region is in use even when it is old.
        sql`${uploadModels.id} NOT IN (SELECT max(id) FROM upload_models GROUP BY region)`,
      ),
    ),
  ])
}

/** Batches that are done; the newest of a config stays, since the next window begins at its end. */
export async function deleteBatchesBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<void> {
  await db.orm.delete(exportBatches).where(
    and(
      eq(exportBatches.status, 'complete'),
      lt(exportBatches.endAt, before),
      sql`${exportBatches.endAt} < (SELECT max(newest.end_at) FROM export_batches AS newest
        WHERE newest.config_id = ${exportBatches.configId})`,
    ),
  )
}

/** Marks files for deletion, withdrawn ones too, and their indexes as behind, together. */
export async function markFilesBefore(db: KeyserverDatabase, before: UnixSeconds): Promise<void> {
  const isDue = and(ne(exportFiles.status, 'delete_pending'), lt(exportFiles.endAt, before))
  await db.orm.batch([
    db.orm
      .update(exportConfigs)
      .set({ filesGeneration: sql`${exportConfigs.filesGeneration} + 1` })
      .where(
        inArray(
          exportConfigs.id,
          db.orm.select({ id: exportFiles.configId }).from(exportFiles).where(isDue),
        ),
      ),
    db.orm.update(exportFiles).set({ status: 'delete_pending' }).where(isDue),
  ])
}

/** Marked files that no published index names any more. */
export async function readDeletableFiles(
  db: KeyserverDatabase,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db.orm
    .select({ filename: exportFiles.filename })
    .from(exportFiles)
    .innerJoin(exportConfigs, eq(exportFiles.configId, exportConfigs.id))
    .where(
      and(
        eq(exportFiles.status, 'delete_pending'),
        eq(exportConfigs.filesGeneration, exportConfigs.indexGeneration),
      ),
    )
    .limit(limit)
  return rows.map((row) => row.filename)
}

export async function forgetFile(db: KeyserverDatabase, filename: string): Promise<void> {
  await db.orm.delete(exportFiles).where(eq(exportFiles.filename, filename))
}
