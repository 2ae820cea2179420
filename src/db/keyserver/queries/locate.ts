/** What is known of one key and of the windows that it falls into: for an operator who asks where it is. */

import { and, gt, inArray, lte } from 'drizzle-orm'
import type { AuditEntry } from '../../../core/audit/chain.ts'
import { asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import { auditedBatch } from '../../audit/queries.ts'
import type { KeyserverDatabase } from '../database.ts'
import { exportBatches, exportConfigs, exportFiles } from '../schema/exports.ts'
import { PROVENANCE, type Provenance } from './diagnosis-keys.ts'
import type { ExportBatch, ExportConfig, ExportFile } from './exports.ts'

export interface StoredKeyRecord {
  readonly provenance: Provenance
  /** Upper case. */
  readonly regions: readonly string[]
  readonly traveler: boolean
  /** When it may leave. */
  readonly createdAt: UnixSeconds
  /** When its revision may leave; undefined where it was not revised. */
  readonly revisedAt: UnixSeconds | undefined
}

interface KeyRow {
  readonly provenance: number
  readonly regions: string
  readonly traveler: number
  readonly created_at: number
  readonly revised_at: number | null
}

/** Reads one key and records that somebody did, together. @returns undefined where it is not stored */
export async function readKeyRecord(
  db: KeyserverDatabase,
  keyHex: string,
  entry: AuditEntry,
  now: UnixSeconds,
): Promise<StoredKeyRecord | undefined> {
  const select = db.d1
    .prepare(
      `SELECT provenance, regions, traveler, created_at, revised_at FROM diagnosis_keys WHERE key_data = unhex(?1)`,
    )
    .bind(keyHex)
  const [result] = await auditedBatch(db, now, [entry], [select])
  const [row] = (result?.results ?? []) as KeyRow[]
  if (row === undefined) return undefined
  const names = Object.keys(PROVENANCE) as Provenance[]
  return {
    provenance: names.find((name) => PROVENANCE[name] === row.provenance) ?? 'uploaded',
    regions: row.regions.split(',').filter((region) => region !== ''),
    traveler: row.traveler === 1,
    createdAt: asUnixSeconds(row.created_at),
    revisedAt: row.revised_at === null ? undefined : asUnixSeconds(row.revised_at),
  }
}

/** An export and the end of what its batches cover. */
export interface CoveredConfig {
  readonly config: ExportConfig
  readonly latestEnd: UnixSeconds | undefined
}

export async function readCoveredConfigs(db: KeyserverDatabase): Promise<readonly CoveredConfig[]> {
  const configs = await db.orm.select().from(exportConfigs).orderBy(exportConfigs.id)
  const { results } = await db.d1
    .prepare(`SELECT config_id AS id, max(end_at) AS latest FROM export_batches GROUP BY config_id`)
    .all<{ id: number; latest: number }>()
  return configs.map((config) => {
    const covered = results.find(({ id }) => id === config.id)
    return {
      config,
      latestEnd: covered && asUnixSeconds(covered.latest),
    }
  })
}

/** Batches whose window holds an instant, of all exports. */
export const readBatchesAt = (
  db: KeyserverDatabase,
  at: UnixSeconds,
): Promise<readonly ExportBatch[]> =>
  db.orm
    .select()
    .from(exportBatches)
    .where(and(lte(exportBatches.startAt, at), gt(exportBatches.endAt, at)))
    .orderBy(exportBatches.id)

/** Files of batches, in their order. */
export const readFilesOf = (
  db: KeyserverDatabase,
  batchIds: readonly number[],
): Promise<readonly ExportFile[]> =>
  db.orm
    .select()
    .from(exportFiles)
    .where(inArray(exportFiles.batchId, [...batchIds]))
    .orderBy(exportFiles.batchId, exportFiles.fileNumber)
