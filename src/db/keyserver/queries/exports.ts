/** Export configs, their batches and files. */

import { and, eq, gt, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
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
    const some = windows.slice(i, i + WINDOWS_A_STATEMENT).map(({ start, end }) => [start, end])
    await db.d1
      .prepare(OPEN_BATCHES)
      .bind(configId, JSON.stringify(some), JSON.stringify(signatureInfoIds), maxRecords)
      .run()
  }
}

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

/** Records the batch's files and marks the index as behind, together and once: run again, it changes nothing. */
export async function completeBatch(
  db: KeyserverDatabase,
  batch: ExportBatch,
  files: readonly { filename: string; fileNumber: number; keyCount: number; byteLength: number }[],
): Promise<void> {
  const rows = files.map((file) => ({
    ...file,
    configId: batch.configId,
    batchId: batch.id,
    startAt: batch.startAt,
    endAt: batch.endAt,
    status: 'published' as const,
  }))
  const unfinished = db.orm
    .select({ configId: exportBatches.configId })
    .from(exportBatches)
    .where(and(eq(exportBatches.id, batch.id), ne(exportBatches.status, 'complete')))
  await db.orm.batch([
    // First, while the batch still tells whether another run was faster.
    db.orm
      .update(exportConfigs)
      .set({ filesGeneration: sql`${exportConfigs.filesGeneration} + 1` })
      .where(inArray(exportConfigs.id, unfinished)),
    db.orm
      .update(exportBatches)
      .set({ status: 'complete', leaseExpiresAt: null })
      .where(eq(exportBatches.id, batch.id)),
    ...rows.map((row) => db.orm.insert(exportFiles).values(row).onConflictDoNothing()),
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
