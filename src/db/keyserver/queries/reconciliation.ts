/** Brings the record of batches and files in line with the archives that exist. */

import type { ExportWindow } from '../../../core/export/window.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { exportConfigs } from '../schema/exports.ts'
import { requireStatement } from './as-read.ts'
import type { ExportConfig } from './exports.ts'

/** A first part of object names, and whose it is: a config's present one, or one that its batches had. */
export interface ExportRoot {
  readonly configId: number
  readonly filenameRoot: string
}

export async function readExportRoots(db: KeyserverDatabase): Promise<readonly ExportRoot[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT config_id AS configId, filename_root AS filenameRoot FROM export_batches
      UNION SELECT id, filename_root FROM export_configs ORDER BY 1, 2`,
    )
    .all<{ configId: number; filenameRoot: string }>()
  return results
}

export const readAllConfigs = (db: KeyserverDatabase): Promise<readonly ExportConfig[]> =>
  db.orm.select().from(exportConfigs).orderBy(exportConfigs.id)

/** Status by name, of those that are on record. */
export async function readFileStatuses(
  db: KeyserverDatabase,
  filenames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { results } = await db.d1
    .prepare(
      'SELECT filename, status FROM export_files WHERE filename IN (SELECT value FROM json_each(?1))',
    )
    .bind(JSON.stringify(filenames))
    .all<{ filename: string; status: string }>()
  return new Map(results.map((row) => [row.filename, row.status]))
}

/** Published files under a root whose names are above `after` and not above `through`, or have no upper bound. */
export async function readPublishedBetween(
  db: KeyserverDatabase,
  root: ExportRoot,
  after: string,
  through: string | undefined,
): Promise<readonly string[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT filename FROM export_files WHERE config_id = ?1 AND status = 'published' AND filename > ?3
        AND (?4 IS NULL OR filename <= ?4) AND substr(filename, 1, length(?2) + 1) = ?2 || '/' ORDER BY filename`,
    )
    .bind(root.configId, root.filenameRoot, after, through ?? null)
    .all<{ filename: string }>()
  return results.map((row) => row.filename)
}

export interface WindowState {
  readonly reissue: number
  readonly isComplete: boolean
}

/** @returns undefined where the window has no batch */
export async function readWindowState(
  db: KeyserverDatabase,
  configId: number,
  startAt: number,
  endAt: number,
): Promise<WindowState | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT reissue, status = 'complete' AS isComplete FROM export_batches
      WHERE config_id = ?1 AND end_at = ?3 AND start_at = ?2`,
    )
    .bind(configId, startAt, endAt)
    .first<{ reissue: number; isComplete: number }>()
  return row === null ? undefined : { reissue: row.reissue, isComplete: row.isComplete === 1 }
}

/** An archive that exists and is not on record. */
export interface FoundFile {
  readonly filename: string
  /** 1-based. */
  readonly fileNumber: number
  /** Of its window. Unix seconds. */
  readonly startAt: number
  readonly endAt: number
  readonly reissue: number
  readonly keyCount: number
  readonly byteLength: number
  /** As the file names them. */
  readonly region: string
  readonly signatureInfoIds: readonly number[]
}

const RESTORE_BATCHES = `
INSERT INTO export_batches (config_id, start_at, end_at, status, filename_root, output_region, input_regions,
  exclude_regions, include_travelers, only_non_travelers, signature_info_ids, max_records, reissue)
SELECT config.id, value->>1, value->>2, 'complete', ?3, value->>7, input_regions, exclude_regions, include_travelers,
  only_non_travelers, value->8, ?4, value->>6
FROM export_configs AS config, json_each(?2) WHERE config.id = ?1
ON CONFLICT (config_id, end_at, start_at) DO UPDATE SET status = 'complete', lease_expires_at = NULL,
  signature_info_ids = excluded.signature_info_ids, reissue = excluded.reissue
WHERE excluded.reissue > export_batches.reissue
  OR (excluded.reissue = export_batches.reissue AND export_batches.status = 'complete')`

const RESTORED = `
json_each(?2) AS found JOIN export_batches AS batch
  ON batch.config_id = ?1 AND batch.start_at = found.value->>1 AND batch.end_at = found.value->>2
    AND batch.reissue = found.value->>6 AND batch.status = 'complete'`

// Of an earlier issue than the batch's own now: their names tell.
const SUPERSEDE_FILES = `
UPDATE export_files SET status = 'withdraw_pending' WHERE config_id = ?1 AND status = 'published' AND EXISTS (
  SELECT 1 FROM ${RESTORED} WHERE batch.id = export_files.batch_id
    AND instr(filename, '/' || (batch.start_at + batch.reissue) || '-' || (batch.end_at + batch.reissue) || '-') = 0)`

const RESTORE_FILES = `
INSERT INTO export_files (filename, config_id, batch_id, file_number, start_at, end_at, status, key_count, byte_length)
SELECT found.value->>0, ?1, batch.id, found.value->>3, batch.start_at, batch.end_at, 'published', found.value->>4,
  found.value->>5
FROM ${RESTORED} ON CONFLICT DO NOTHING`

/**
 * Records files and the batches that they are of. A batch that a job still works on, or of a later issue, is left alone, and
 * with it its files.
 * @param maxRecords of batches that are not on record
 */
export function restoreStatements(
  db: KeyserverDatabase,
  root: ExportRoot,
  files: readonly FoundFile[],
  maxRecords: number,
): readonly D1PreparedStatement[] {
  const found = JSON.stringify(
    files.map((file) => [
      file.filename,
      file.startAt,
      file.endAt,
      file.fileNumber,
      file.keyCount,
      file.byteLength,
      file.reissue,
      file.region,
      file.signatureInfoIds,
    ]),
  )
  const { configId, filenameRoot } = root
  return [
    db.d1
      .prepare('UPDATE export_configs SET files_generation = files_generation + 1 WHERE id = ?1')
      .bind(configId),
    db.d1.prepare(RESTORE_BATCHES).bind(configId, found, filenameRoot, maxRecords),
    db.d1.prepare(SUPERSEDE_FILES).bind(configId, found),
    db.d1.prepare(RESTORE_FILES).bind(configId, found),
  ]
}

/** Fails where one of them is on record by now. */
export const requireNoneOnRecord = (
  db: KeyserverDatabase,
  filenames: readonly string[],
): D1PreparedStatement =>
  requireStatement(
    db,
    'NOT EXISTS (SELECT 1 FROM export_files WHERE filename IN (SELECT value FROM json_each(?1)))',
    JSON.stringify(filenames),
  )

/** Fails where one of the windows has a batch by now. */
export const requireNoBatches = (
  db: KeyserverDatabase,
  configId: number,
  windows: readonly ExportWindow[],
): D1PreparedStatement =>
  requireStatement(
    db,
    `NOT EXISTS (SELECT 1 FROM export_batches, json_each(?2) AS wanted
      WHERE config_id = ?1 AND end_at = wanted.value->>1 AND start_at = wanted.value->>0)`,
    configId,
    JSON.stringify(windows.map(({ start, end }) => [start, end])),
  )

/** Windows of a config that have a batch and end after an instant, oldest first. Unix seconds. */
export async function readBatchWindows(
  db: KeyserverDatabase,
  configId: number,
  endAfter: UnixSeconds,
): Promise<readonly { startAt: number; endAt: number }[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT start_at AS startAt, end_at AS endAt FROM export_batches WHERE config_id = ?1 AND end_at > ?2
      ORDER BY end_at, start_at`,
    )
    .bind(configId, endAfter)
    .all<{ startAt: number; endAt: number }>()
  return results
}
