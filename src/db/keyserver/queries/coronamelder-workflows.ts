/** Registrations of CoronaMelder's apps, and the keys that wait in their buckets. */

import { fromHex, toHex } from '../../../core/bytes.ts'
import type { Confirmation } from '../../../core/layouts/coronamelder/confirmation.ts'
import type { WaitingKey } from '../../../core/layouts/coronamelder/confirmed-keys.ts'
import type { AcceptedKey, WorkflowState } from '../../../core/layouts/coronamelder/workflow.ts'
import { asIntervalNumber, asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import {
  moveUploads,
  requireChanges,
  type StoredUpload,
  type WriteOutcome,
} from './diagnosis-keys.ts'

export interface NewWorkflow {
  readonly createdAt: UnixSeconds
  readonly validUntil: UnixSeconds
  /** HMACs, hexadecimal. */
  readonly ggdKeyHash: string
  readonly bucketHash: string
  readonly wrappedConfirmationKey: string
}

/** @returns false where one of its hashes is taken */
export async function insertWorkflow(
  db: KeyserverDatabase,
  workflow: NewWorkflow,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `INSERT OR IGNORE INTO coronamelder_workflows (created_at, valid_until, ggd_key_hash, bucket_hash, wrapped_confirmation_key)
      VALUES (?1, ?2, ?3, ?4, ?5)`,
    )
    .bind(
      workflow.createdAt,
      workflow.validUntil,
      workflow.ggdKeyHash,
      workflow.bucketHash,
      workflow.wrappedConfirmationKey,
    )
    .run()
  return meta.changes === 1
}

export interface StoredWorkflow extends WorkflowState {
  readonly id: number
  readonly wrappedConfirmationKey: string
}

interface WorkflowRow {
  id: number
  created_at: number
  valid_until: number
  wrapped_confirmation_key: string
  authorised_at: number | null
  last_published_start: number | null
  /** JSON: pairs of key, hexadecimal, and start. */
  waiting: string
}

/** A registration by its bucket, expired or not, with the keys that wait in it. */
export async function findWorkflow(
  db: KeyserverDatabase,
  bucketHash: string,
): Promise<StoredWorkflow | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT id, created_at, valid_until, wrapped_confirmation_key, authorised_at, last_published_start,
        (SELECT json_group_array(json_array(hex(key_data), rolling_start_interval_number))
          FROM coronamelder_waiting_keys WHERE workflow_id = workflow.id) AS waiting
      FROM coronamelder_workflows AS workflow WHERE bucket_hash = ?1`,
    )
    .bind(bucketHash)
    .first<WorkflowRow>()
  if (row === null) return undefined
  const waiting: [string, number][] = JSON.parse(row.waiting)
  return {
    id: row.id,
    createdAt: asUnixSeconds(row.created_at),
    validUntil: asUnixSeconds(row.valid_until),
    wrappedConfirmationKey: row.wrapped_confirmation_key,
    authorisedAt: row.authorised_at === null ? undefined : asUnixSeconds(row.authorised_at),
    lastPublishedStart: row.last_published_start ?? undefined,
    waiting: waiting.map(([key, rollingStartNumber]) => ({
      keyData: fromHex(key) ?? new Uint8Array(),
      rollingStartNumber,
    })),
  }
}

/**
 * Puts keys into a bucket that is still good; of keys that wait there already, the earlier stays. One statement that is the
 * same whatever it changes.
 */
export async function addWaitingKeys(
  db: KeyserverDatabase,
  workflowId: number,
  keys: readonly AcceptedKey[],
  now: UnixSeconds,
): Promise<void> {
  const rows = keys.map((key) => [
    toHex(key.keyData),
    key.rollingStartIntervalNumber,
    key.rollingPeriod,
    key.publishAfter,
  ])
  await db.d1
    .prepare(
      `INSERT OR IGNORE INTO coronamelder_waiting_keys
        (workflow_id, key_data, rolling_start_interval_number, rolling_period, publish_after, received_at)
      SELECT ?1, unhex(value->>0), value->>1, value->>2, value->>3, ?3 FROM json_each(?2)
      WHERE EXISTS (SELECT 1 FROM coronamelder_workflows WHERE id = ?1 AND valid_until > ?3)`,
    )
    .bind(workflowId, JSON.stringify(rows), now)
    .run()
}

/**
 * Confirms the one registration with this key, once: the key is of no use after it.
 * @returns false where there is none that is good and not confirmed
 */
export async function confirmWorkflow(
  db: KeyserverDatabase,
  ggdKeyHash: string,
  confirmation: Omit<Confirmation, 'ggdKey'>,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `UPDATE coronamelder_workflows SET ggd_key_hash = NULL, authorised_at = ?2, inclusion_day = ?3, is_symptomatic = ?4,
        is_origin_portal = ?5, countries_of_interest = ?6
      WHERE ggd_key_hash = ?1 AND authorised_at IS NULL AND valid_until > ?2`,
    )
    .bind(
      ggdKeyHash,
      now,
      confirmation.inclusionDay,
      confirmation.isSymptomatic ? 1 : 0,
      confirmation.isOriginPortal ? 1 : 0,
      confirmation.countriesOfInterest.join(','),
    )
    .run()
  return meta.changes === 1
}

/** A confirmed registration with keys whose time has come. */
export interface DueWorkflow {
  readonly id: number
  readonly inclusionDay: UnixSeconds
  readonly isSymptomatic: boolean
  readonly countriesOfInterest: readonly string[]
  readonly keys: readonly WaitingKey[]
}

interface DueRow {
  id: number
  inclusion_day: number
  is_symptomatic: number
  countries_of_interest: string
  /** JSON: triples of key, hexadecimal, start and period. */
  keys: string
}

const DUE_KEYS =
  'FROM coronamelder_waiting_keys WHERE workflow_id = workflow.id AND publish_after <= ?1'

/**
 * By the index of confirmed ones: apps register all the time, for show too, and left to itself the database walks them all.
 * @param after only those of higher ids; they come in that order
 */
export async function readDueWorkflows(
  db: KeyserverDatabase,
  now: UnixSeconds,
  after: number,
  limit: number,
): Promise<readonly DueWorkflow[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT id, inclusion_day, is_symptomatic, countries_of_interest,
        (SELECT json_group_array(json_array(hex(key_data), rolling_start_interval_number, rolling_period)) ${DUE_KEYS}) AS keys
      FROM coronamelder_workflows AS workflow INDEXED BY coronamelder_workflows_authorised
      WHERE authorised_at IS NOT NULL AND id > ?2 AND EXISTS (SELECT 1 ${DUE_KEYS}) ORDER BY id LIMIT ?3`,
    )
    .bind(now, after, limit)
    .all<DueRow>()
  return results.map((row) => {
    const keys: [string, number, number][] = JSON.parse(row.keys)
    return {
      id: row.id,
      inclusionDay: asUnixSeconds(row.inclusion_day),
      isSymptomatic: row.is_symptomatic === 1,
      countriesOfInterest: row.countries_of_interest.split(','),
      keys: keys.map(([key, start, rollingPeriod]) => ({
        keyData: fromHex(key) ?? new Uint8Array(),
        rollingStartIntervalNumber: asIntervalNumber(start),
        rollingPeriod,
      })),
    }
  })
}

// `IN` over both columns finds each row by the primary key.
const DELETE_KEYS = `
DELETE FROM coronamelder_waiting_keys WHERE (workflow_id, key_data) IN
  (SELECT value->>0, unhex(value->>1) FROM json_each(?1))`

const NOTE_NEWEST = `
UPDATE coronamelder_workflows SET last_published_start = max(coalesce(last_published_start, 0), newest.start)
FROM (SELECT value->>0 AS id, value->>1 AS start FROM json_each(?1)) AS newest
WHERE coronamelder_workflows.id = newest.id`

/**
 * Takes keys out of their buckets, and stores uploads of them, together or not at all.
 * @param workflows with the keys that go, whether or not an upload has them
 * @returns 'conflict' where one of them was gone, or one of the uploads' is stored: nothing was written
 * @throws for every other error; it may then have been done
 */
export function releaseKeys(
  db: KeyserverDatabase,
  workflows: readonly DueWorkflow[],
  uploads: readonly StoredUpload[],
): Promise<WriteOutcome> {
  const gone = workflows.flatMap(({ id, keys }) => keys.map((key) => [id, toHex(key.keyData)]))
  const newest = workflows.map(({ id, keys }) => [
    id,
    Math.max(...keys.map((key) => key.rollingStartIntervalNumber)),
  ])
  return moveUploads(db, uploads, [
    db.d1.prepare(DELETE_KEYS).bind(JSON.stringify(gone)),
    requireChanges(db, gone.length),
    db.d1.prepare(NOTE_NEWEST).bind(JSON.stringify(newest)),
  ])
}

/** Registrations a statement; their keys go with them. All of a day at once would exceed the time that a statement has. */
const DELETE_ROWS = 5_000

/**
 * Deletes registrations that are no longer good, with their keys. Confirmed ones whose keys were not published yet stay, for
 * that is a fault of ours and not of whoever sent them.
 * @param blockedBefore but no longer than those that ended before it
 */
export async function deleteExpiredWorkflows(
  db: KeyserverDatabase,
  now: UnixSeconds,
  blockedBefore: UnixSeconds,
): Promise<{ readonly deleted: number; readonly blocked: number }> {
  let deleted = 0
  for (;;) {
    // The platform's count of changes has the keys too, which go with their registration.
    const { results } = await db.d1
      .prepare(
        `DELETE FROM coronamelder_workflows WHERE id IN
          (SELECT id FROM coronamelder_workflows AS workflow WHERE valid_until < ?1
            AND (authorised_at IS NULL OR valid_until < ?2
              OR NOT EXISTS (SELECT 1 FROM coronamelder_waiting_keys WHERE workflow_id = workflow.id)) LIMIT ?3)
        RETURNING id`,
      )
      .bind(now, blockedBefore, DELETE_ROWS)
      .all()
    deleted += results.length
    if (results.length < DELETE_ROWS) break
  }
  const blocked = await db.d1
    .prepare('SELECT count(*) AS n FROM coronamelder_workflows WHERE valid_until < ?1')
    .bind(now)
    .first<number>('n')
  return { deleted, blocked: blocked ?? 0 }
}
