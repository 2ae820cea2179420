/**
 * Staged keys, judged slice by slice. What a slice brings, that it leaves staging, and its counts are one call: a second run
 * of the same slice, or another at the same time, changes nothing.
 */

import { fromHex } from '../../../core/bytes.ts'
import type { ReceivedKey } from '../../../core/federation/received-key.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { requireChanges, runGuarded, type WriteOutcome } from './diagnosis-keys.ts'
import type { IncomingBatch } from './incoming-batches.ts'

/** Keys of a batch in their order: either all new ones or all revisions. */
export interface Slice {
  readonly fromPosition: number
  readonly toPosition: number
  readonly isRevisions: boolean
  readonly keys: readonly ReceivedKey[]
}

interface StagedRow {
  position: number
  key: string
  start: number
  period: number
  origin: string
  visited: string
  risk: number | null
  type: number
  onset: number | null
  traveler: number
  test: number | null
  revision: number
}

/** @returns undefined where none is left */
export async function readSlice(
  db: KeyserverDatabase,
  batchId: number,
  limit: number,
): Promise<Slice | undefined> {
  const { results } = await db.d1
    .prepare(
      `SELECT position, hex(key_data) AS key, rolling_start_interval_number AS start, rolling_period AS period, origin,
        visited_countries AS visited, origin_transmission_risk_level AS risk, report_type AS type,
        days_since_onset_of_symptoms AS onset, traveler, test_type AS test, is_revision AS revision
      FROM staged_keys WHERE batch_id = ?1 ORDER BY position LIMIT ?2`,
    )
    .bind(batchId, limit)
    .all<StagedRow>()
  const [first] = results
  if (first === undefined) return undefined
  const end = results.findIndex(({ revision }) => revision !== first.revision)
  const rows = end === -1 ? results : results.slice(0, end)
  return {
    fromPosition: first.position,
    toPosition: rows.at(-1)?.position ?? first.position,
    isRevisions: first.revision === 1,
    keys: rows.map(keyOf),
  }
}

const keyOf = (row: StagedRow): ReceivedKey => ({
  keyData: fromHex(row.key) ?? new Uint8Array(),
  rollingStartIntervalNumber: row.start,
  rollingPeriod: row.period,
  transmissionRiskLevel: row.risk ?? undefined,
  reportType: row.type,
  daysSinceOnsetOfSymptoms: row.onset ?? undefined,
  origin: row.origin,
  visitedCountries: row.visited === '' ? [] : row.visited.split(','),
  traveler: row.traveler === 1,
  testType: row.test ?? undefined,
  isRevision: row.revision === 1,
})

/** What became of a slice. */
export interface SliceOutcome {
  readonly batch: Pick<IncomingBatch, 'id'>
  readonly token: string
  readonly slice: Slice
  /** Those of the whole batch so far, with this slice's. */
  readonly rejectedKeys: Readonly<Record<string, number>>
  /** Writes the slice's keys; the last changes as many rows as keys are new. */
  readonly write: D1PreparedStatement
  /** Keys that were accepted, new or not. */
  readonly acceptedKeys: number
  /** Run after the keys were written. */
  readonly after: readonly D1PreparedStatement[]
}

/** @returns 'conflict' where another run has the batch, or has done the slice: nothing was written */
export function commitSlice(
  db: KeyserverDatabase,
  { batch, token, slice, rejectedKeys, write, acceptedKeys, after }: SliceOutcome,
  now: UnixSeconds,
): Promise<WriteOutcome> {
  return runGuarded(db, [
    db.d1
      .prepare(
        `UPDATE incoming_batches SET started_at = ?3, rejected_keys = ?4
        WHERE id = ?1 AND completion_token = ?2 AND status = 'processing'`,
      )
      .bind(batch.id, token, now, JSON.stringify(rejectedKeys)),
    requireChanges(db, 1),
    db.d1
      .prepare('DELETE FROM staged_keys WHERE batch_id = ?1 AND position BETWEEN ?2 AND ?3')
      .bind(batch.id, slice.fromPosition, slice.toPosition),
    requireChanges(db, slice.keys.length),
    write,
    db.d1
      .prepare(
        `UPDATE incoming_batches SET accepted_keys = accepted_keys + changes(), known_keys = known_keys + ?2 - changes()
        WHERE id = ?1`,
      )
      .bind(batch.id, acceptedKeys),
    ...after,
  ])
}

/** @returns whether the batch was this run's, and is done */
export async function completeIncoming(
  db: KeyserverDatabase,
  batch: Pick<IncomingBatch, 'id'>,
  token: string,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `UPDATE incoming_batches SET status = 'processed', completed_at = ?3, completion_token = NULL, last_failure = NULL
      WHERE id = ?1 AND completion_token = ?2 AND status = 'processing'
        AND NOT EXISTS (SELECT 1 FROM staged_keys WHERE batch_id = ?1)`,
    )
    .bind(batch.id, token, now)
    .run()
  return meta.changes > 0
}
