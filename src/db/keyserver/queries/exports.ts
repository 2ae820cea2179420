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
  const latestEnd = sql<number | null>`(SELECT max(${exportBatches.endAt}) FROM ${exportBatches}
    WHERE ${exportBatches.configId} = ${exportConfigs.id})`
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

/** Opens batches for windows; a window that has one is left alone. */
export async function openBatches(
  db: KeyserverDatabase,
  config: ExportConfig,
  windows: readonly ExportWindow[],
  signatureInfoIds: readonly number[],
  maxRecords: number,
): Promise<void> {
  const rows = windows.map((window) => ({
    configId: config.id,
    startAt: window.start,
    endAt: window.end,
    status: 'open' as const,
    filenameRoot: config.filenameRoot,
    outputRegion: config.outputRegion,
    inputRegions: config.inputRegions,
    excludeRegions: config.excludeRegions,
    includeTravelers: config.includeTravelers,
    onlyNonTravelers: config.onlyNonTravelers,
    signatureInfoIds: [...signatureInfoIds],
    maxRecords,
  }))
  const [first, ...rest] = rows.map((row) =>
    db.orm.insert(exportBatches).values(row).onConflictDoNothing(),
  )
  // Together, so that a later window is never there without an earlier one: the newest end is where the next run goes on.
  if (first !== undefined) await db.orm.batch([first, ...rest])
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
