/** Export configs, their batches and files. */

import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { ExportWindow } from '../../../core/export/window.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { exportBatches, exportConfigs, exportFiles } from '../schema/exports.ts'

export type ExportConfig = typeof exportConfigs.$inferSelect
export type ExportBatch = typeof exportBatches.$inferSelect
export type ExportFile = typeof exportFiles.$inferSelect

/** Configs that are active at an instant, with the end of their newest batch. */
export async function readActiveConfigs(
  db: KeyserverDatabase,
  at: UnixSeconds,
): Promise<readonly { config: ExportConfig; latestEnd: number | null }[]> {
  // In words: among what is selected drizzle writes a column without its table, which the inner query would then take for
  // its own.
  const latestEnd = sql<number | null>`(SELECT max(batch.end_at) FROM export_batches AS batch
    WHERE batch.config_id = export_configs.id)`
  return db.orm
    .select({ config: exportConfigs, latestEnd })
    .from(exportConfigs)
    .where(
      and(
        lt(exportConfigs.activeFrom, at),
        or(isNull(exportConfigs.activeThru), gt(exportConfigs.activeThru, at)),
      ),
    )
    .orderBy(exportConfigs.id)
}

// Many windows a statement: a week of quarters of an hour may have to be caught up.
const OPEN_BATCHES = `
INSERT INTO export_batches (config_id, start_at, end_at, status, filename_root, output_region, input_regions,
  exclude_regions, include_travelers, only_non_travelers, signature_info_ids, max_records)
SELECT config.id, value->>0, value->>1, 'open', filename_root, output_region, input_regions, exclude_regions,
  include_travelers, only_non_travelers, ?3, ?4
FROM export_configs AS config, json_each(?2) WHERE config.id = ?1
ON CONFLICT DO NOTHING`

/** The platform takes 2 MB a parameter. */
const WINDOWS_A_STATEMENT = 20_000

/**
 * Opens batches for windows, each with the config as it stands; a window that has one is left alone.
 * @param windows oldest first
 */
export async function openBatches(
  db: KeyserverDatabase,
  configId: number,
  windows: readonly ExportWindow[],
  signatureInfoIds: readonly number[],
  maxRecords: number,
): Promise<void> {
  // Oldest first, since the newest end is where the next run goes on.
  for (let i = 0; i < windows.length; i += WINDOWS_A_STATEMENT) {
    const some = windows.slice(i, i + WINDOWS_A_STATEMENT)
    await openBatchesStatement(db, configId, some, signatureInfoIds, maxRecords).run()
  }
}

/** @param windows at most 20,000 */
export const openBatchesStatement = (
  db: KeyserverDatabase,
  configId: number,
  windows: readonly ExportWindow[],
  signatureInfoIds: readonly number[],
  maxRecords: number,
): D1PreparedStatement =>
  db.d1
    .prepare(OPEN_BATCHES)
    .bind(
      configId,
      JSON.stringify(windows.map(({ start, end }) => [start, end])),
      JSON.stringify(signatureInfoIds),
      maxRecords,
    )

/**
 * Takes the oldest batch that nobody works on, for itself: one conditional statement decides.
 * @returns undefined where there is none
 */
export async function leaseBatch(
  db: KeyserverDatabase,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
): Promise<ExportBatch | undefined> {
  const isFree = or(
    eq(exportBatches.status, 'open'),
    and(eq(exportBatches.status, 'leased'), lt(exportBatches.leaseExpiresAt, now)),
  )
  const next = db.orm
    .select({ id: exportBatches.id })
    .from(exportBatches)
    // The first condition is the partial index's own.
    .where(and(sql`status <> 'complete'`, isFree, lt(exportBatches.endAt, now)))
    .orderBy(exportBatches.endAt, exportBatches.id)
    .limit(1)
  const [batch] = await db.orm
    .update(exportBatches)
    .set({ status: 'leased', leaseExpiresAt })
    .where(and(eq(exportBatches.id, next), isFree))
    .returning()
  return batch
}

const RECORD_FILES = `
INSERT INTO export_files (filename, config_id, batch_id, file_number, start_at, end_at, status, key_count, byte_length)
SELECT value->>0, config_id, batch.id, value->>1, start_at, end_at, 'published', value->>2, value->>3
FROM json_each(?3), export_batches AS batch WHERE batch.id = ?1 AND batch.reissue = ?2
ON CONFLICT DO NOTHING`

/**
 * Records the batch's files and marks the index as behind, together and once: run again, it changes nothing. Nor does it
 * where the batch was issued again meanwhile: then the files are not those that are wanted.
 */
export async function completeBatch(
  db: KeyserverDatabase,
  batch: ExportBatch,
  files: readonly { filename: string; fileNumber: number; keyCount: number; byteLength: number }[],
): Promise<void> {
  const { id, reissue } = batch
  const rows = files.map((file) => [file.filename, file.fileNumber, file.keyCount, file.byteLength])
  const isUnfinished = `id = ?1 AND reissue = ?2 AND status <> 'complete'`
  await db.d1.batch([
    // First, while the batch still tells whether another run was faster.
    db.d1
      .prepare(
        `UPDATE export_configs SET files_generation = files_generation + 1
        WHERE id IN (SELECT config_id FROM export_batches WHERE ${isUnfinished})`,
      )
      .bind(id, reissue),
    db.d1
      .prepare(
        `UPDATE export_batches SET status = 'complete', lease_expires_at = NULL WHERE ${isUnfinished}`,
      )
      .bind(id, reissue),
    db.d1.prepare(RECORD_FILES).bind(id, reissue, JSON.stringify(rows)),
  ])
}

/** Configs whose published index is behind their files, or was never written. */
export const readIndexWork = (db: KeyserverDatabase): Promise<readonly ExportConfig[]> =>
  db.orm
    .select()
    .from(exportConfigs)
    .where(gt(exportConfigs.filesGeneration, exportConfigs.indexGeneration))
    .orderBy(exportConfigs.id)

/** Names for a config's index: files whose window started after `startedAfter`. */
export async function readIndexedFilenames(
  db: KeyserverDatabase,
  configId: number,
  startedAfter: UnixSeconds,
): Promise<readonly string[]> {
  const rows = await db.orm
    .select({ filename: exportFiles.filename })
    .from(exportFiles)
    .where(
      and(
        eq(exportFiles.configId, configId),
        eq(exportFiles.status, 'published'),
        gt(exportFiles.startAt, startedAfter),
      ),
    )
  return rows.map((row) => row.filename)
}

/** Notes that the index shows a generation of files, unless it shows a later one. */
export async function noteIndexWritten(
  db: KeyserverDatabase,
  configId: number,
  generation: number,
): Promise<void> {
  await db.orm
    .update(exportConfigs)
    .set({ indexGeneration: generation })
    .where(and(eq(exportConfigs.id, configId), lt(exportConfigs.indexGeneration, generation)))
}
