/** Files that are taken back, and batches that are written again. */

import type { KeyserverDatabase } from '../database.ts'
import { requireStatement } from './as-read.ts'

/** Which files. */
export type WithdrawSelection =
  /** Of windows that have an instant between the two. Unix seconds. */
  | { readonly kind: 'window'; readonly from: number; readonly to: number }
  /** Of batches that any of these signers signs. */
  | { readonly kind: 'signers'; readonly signatureInfoIds: readonly number[] }
  | { readonly kind: 'file'; readonly filename: string }

export interface WithdrawableBatch {
  readonly id: number
  /** Unix seconds. */
  readonly startAt: number
  readonly endAt: number
  readonly reissue: number
  /** Whether its files are out; otherwise they are still to be written. */
  readonly isComplete: boolean
}

export interface WithdrawableFile {
  readonly filename: string
  readonly keyCount: number
}

const OF_STATUS = (statuses: string): string =>
  `(SELECT batch_id FROM export_files WHERE config_id = ?1 AND status IN (${statuses}))`
const PUBLISHED = OF_STATUS("'published'")
const WITHDRAWN = OF_STATUS("'withdraw_pending', 'withdrawn'")

function condition(selection: WithdrawSelection): { sql: string; values: readonly unknown[] } {
  switch (selection.kind) {
    case 'window':
      return { sql: 'start_at < ?6 AND end_at > ?5', values: [selection.from, selection.to] }
    case 'signers':
      return {
        sql: `EXISTS (SELECT 1 FROM json_each(signature_info_ids) AS signer
          WHERE signer.value IN (SELECT value FROM json_each(?5)))`,
        values: [JSON.stringify(selection.signatureInfoIds)],
      }
    case 'file':
      return {
        // A withdrawn name stands for its batch until that has other files.
        sql: `id IN (SELECT batch_id FROM export_files WHERE filename = ?5 AND config_id = ?1
          AND (status = 'published' OR batch_id NOT IN ${PUBLISHED}))`,
        values: [selection.filename],
      }
  }
}

/**
 * Batches that a withdrawal concerns, by id.
 * @param reissue also those whose files were all withdrawn before
 * @param belowIssue those that were issued again so often, or more, are left out
 * @param afterId 0 for the first page
 */
export async function readWithdrawableBatches(
  db: KeyserverDatabase,
  configId: number,
  selection: WithdrawSelection,
  reissue: boolean,
  belowIssue: number,
  afterId: number,
  limit: number,
): Promise<readonly WithdrawableBatch[]> {
  const { sql, values } = condition(selection)
  const isOut = reissue ? `(id IN ${PUBLISHED} OR id IN ${WITHDRAWN})` : `id IN ${PUBLISHED}`
  // What a signer has yet to sign is as much its own as what it signed.
  const isWanted =
    selection.kind === 'signers'
      ? `(status <> 'complete' OR ${isOut})`
      : `status = 'complete' AND ${isOut}`
  const { results } = await db.d1
    .prepare(
      `SELECT id, start_at AS startAt, end_at AS endAt, reissue, status = 'complete' AS isComplete
      FROM export_batches WHERE config_id = ?1 AND id > ?2 AND reissue < ?4 AND ${isWanted} AND ${sql} ORDER BY id LIMIT ?3`,
    )
    .bind(configId, afterId, limit, belowIssue, ...values)
    .all<Omit<WithdrawableBatch, 'isComplete'> & { isComplete: number }>()
  return results.map((row) => ({ ...row, isComplete: row.isComplete === 1 }))
}

/** Published files of batches, by name. */
export async function readPublishedFiles(
  db: KeyserverDatabase,
  configId: number,
  batchIds: readonly number[],
): Promise<readonly WithdrawableFile[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT filename, key_count AS keyCount FROM export_files WHERE config_id = ?1 AND status = 'published'
        AND batch_id IN (SELECT value FROM json_each(?2)) ORDER BY filename`,
    )
    .bind(configId, JSON.stringify(batchIds))
    .all<WithdrawableFile>()
  return results
}

/** Whether the export has ever had a file of that name, as far back as the record goes. */
export async function isFileOnRecord(
  db: KeyserverDatabase,
  configId: number,
  filename: string,
): Promise<boolean> {
  const row = await db.d1
    .prepare('SELECT 1 AS found FROM export_files WHERE filename = ?1 AND config_id = ?2')
    .bind(filename, configId)
    .first()
  return row !== null
}

/** Takes files out of the record that the index is made of, and marks the index as behind. */
export function withdrawStatements(
  db: KeyserverDatabase,
  configId: number,
  filenames: readonly string[],
): readonly D1PreparedStatement[] {
  const names = JSON.stringify(filenames)
  const isDue = `config_id = ?1 AND status = 'published' AND filename IN (SELECT value FROM json_each(?2))`
  return [
    db.d1
      .prepare(
        `UPDATE export_configs SET files_generation = files_generation + 1
        WHERE id = ?1 AND EXISTS (SELECT 1 FROM export_files WHERE ${isDue})`,
      )
      .bind(configId, names),
    db.d1
      .prepare(`UPDATE export_files SET status = 'withdraw_pending' WHERE ${isDue}`)
      .bind(configId, names),
  ]
}

const AS_PLANNED = `export_batches.id = plan.value->>0 AND reissue = plan.value->>1
  AND (status = 'complete') = plan.value->>2`

const planOf = (batches: readonly WithdrawableBatch[]): string =>
  JSON.stringify(batches.map(({ id, reissue, isComplete }) => [id, reissue, +isComplete]))

/** Opens batches once more, under new names and with other signers. */
export const reissueStatement = (
  db: KeyserverDatabase,
  batches: readonly WithdrawableBatch[],
  signatureInfoIds: readonly number[],
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE export_batches SET status = 'open', lease_expires_at = NULL, reissue = reissue + 1, signature_info_ids = ?2
      FROM json_each(?1) AS plan WHERE ${AS_PLANNED}`,
    )
    .bind(planOf(batches), JSON.stringify(signatureInfoIds))

/** Fails where a file is not published any more, or a batch went on since it was read. */
export const requireAsPlanned = (
  db: KeyserverDatabase,
  filenames: readonly string[],
  batches: readonly WithdrawableBatch[],
): D1PreparedStatement =>
  requireStatement(
    db,
    `(SELECT count(*) FROM export_files WHERE status = 'published'
        AND filename IN (SELECT value FROM json_each(?1))) = ?2
      AND (SELECT count(*) FROM export_batches, json_each(?3) AS plan WHERE ${AS_PLANNED}) = ?4`,
    JSON.stringify(filenames),
    filenames.length,
    planOf(batches),
    batches.length,
  )

/** Files to be withdrawn that no published index names any more. */
export async function readRemovableFiles(
  db: KeyserverDatabase,
  limit: number,
): Promise<readonly string[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT filename FROM export_files AS file JOIN export_configs AS config ON config.id = file.config_id
      WHERE file.status = 'withdraw_pending' AND files_generation = index_generation ORDER BY filename LIMIT ?1`,
    )
    .bind(limit)
    .all<{ filename: string }>()
  return results.map((row) => row.filename)
}

/** Notes that an object is gone; its name stays on record. */
export async function noteWithdrawn(db: KeyserverDatabase, filename: string): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE export_files SET status = 'withdrawn' WHERE filename = ?1 AND status = 'withdraw_pending'`,
    )
    .bind(filename)
    .run()
}
