/** Where members want to be told of batches, and how far each was told. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { efgsBatchName } from './efgs-hub-batches.ts'

export interface EfgsCallback {
  readonly callbackId: string
  readonly url: string
}

// From now on: of batches that are there already nobody is told. A url that is put in the place of another goes on where it was.
const PUT = `
INSERT INTO efgs_hub_subscriptions (country, callback_id, url, created_at, notified_batch_id, failed_tries)
SELECT ?1, ?2, ?3, ?4, coalesce((SELECT max(id) FROM efgs_hub_batches), 0), 0
WHERE (SELECT count(*) FROM efgs_hub_subscriptions WHERE country = ?1 AND callback_id <> ?2) < ?5
ON CONFLICT (country, callback_id) DO UPDATE SET url = excluded.url`

/** @param limit a country's entries @returns false where it has as many others */
export async function putEfgsCallback(
  db: KeyserverDatabase,
  country: string,
  { callbackId, url }: EfgsCallback,
  limit: number,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1.prepare(PUT).bind(country, callbackId, url, now, limit).run()
  return meta.changes > 0
}

export async function readEfgsCallbacks(
  db: KeyserverDatabase,
  country: string,
): Promise<readonly EfgsCallback[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT callback_id AS callbackId, url FROM efgs_hub_subscriptions WHERE country = ?1
      ORDER BY created_at, callback_id`,
    )
    .bind(country)
    .all<EfgsCallback>()
  return results
}

/** @returns whether it was there */
export async function deleteEfgsCallback(
  db: KeyserverDatabase,
  country: string,
  callbackId: string,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare('DELETE FROM efgs_hub_subscriptions WHERE country = ?1 AND callback_id = ?2')
    .bind(country, callbackId)
    .run()
  return meta.changes > 0
}

/** One batch that one subscription is to be told of next. */
export interface EfgsCallbackTask extends EfgsCallback {
  readonly country: string
  readonly batchId: number
  /** `yyyyMMdd-N`. */
  readonly batchName: string
  /** YYYY-MM-DD. */
  readonly batchDay: string
  readonly failedTries: number
}

// ?1 now, ?2 tries before that may be repeated.
const DUE = `
FROM efgs_hub_subscriptions AS subscription JOIN efgs_hub_batches AS batch ON batch.id = notified_batch_id + 1
WHERE (locked_until IS NULL OR locked_until <= ?1) AND (failed_tries = 0 OR last_tried_at <= ?2)`

/** Subscriptions that are to be told of something now. */
export async function readDueSubscriptions(
  db: KeyserverDatabase,
  triedBefore: UnixSeconds,
  limit: number,
  now: UnixSeconds,
): Promise<readonly Pick<EfgsCallbackTask, 'country' | 'callbackId'>[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT country, callback_id AS callbackId ${DUE} ORDER BY coalesce(last_tried_at, 0), country, callback_id LIMIT ?3`,
    )
    .bind(now, triedBefore, limit)
    .all<Pick<EfgsCallbackTask, 'country' | 'callbackId'>>()
  return results
}

type TaskRow = Omit<EfgsCallbackTask, 'batchName'> & { readonly number: number }

/**
 * Takes the next task of a subscription, so that nobody else does until `lockedUntil`.
 * @returns undefined where there is none, or somebody else has it
 */
export async function claimEfgsTask(
  db: KeyserverDatabase,
  { country, callbackId }: Pick<EfgsCallbackTask, 'country' | 'callbackId'>,
  triedBefore: UnixSeconds,
  lockedUntil: UnixSeconds,
  now: UnixSeconds,
): Promise<EfgsCallbackTask | undefined> {
  const [, rows] = await db.d1.batch([
    db.d1
      .prepare(
        `UPDATE efgs_hub_subscriptions SET locked_until = ?5 WHERE country = ?3 AND callback_id = ?4
        AND EXISTS (SELECT 1 ${DUE} AND subscription.country = ?3 AND subscription.callback_id = ?4)`,
      )
      .bind(now, triedBefore, country, callbackId, lockedUntil),
    db.d1
      .prepare(
        `SELECT country, callback_id AS callbackId, url, batch.id AS batchId, batch.day AS batchDay, batch.number AS number,
          failed_tries AS failedTries
        FROM efgs_hub_subscriptions JOIN efgs_hub_batches AS batch ON batch.id = notified_batch_id + 1
        WHERE country = ?1 AND callback_id = ?2 AND changes() = 1`,
      )
      .bind(country, callbackId),
  ])
  const [row] = (rows?.results ?? []) as TaskRow[]
  if (row === undefined) return undefined
  const { number, ...task } = row
  return { ...task, batchName: efgsBatchName(row.batchDay, number) }
}

/** A task that is no longer the subscription's next changes nothing: somebody else was told so after its lock had ended. */
const OF_TASK = 'WHERE country = ?1 AND callback_id = ?2 AND notified_batch_id = ?3 - 1'

export async function finishEfgsTask(
  db: KeyserverDatabase,
  { country, callbackId, batchId }: EfgsCallbackTask,
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE efgs_hub_subscriptions
      SET notified_batch_id = ?3, failed_tries = 0, last_tried_at = NULL, locked_until = NULL ${OF_TASK}`,
    )
    .bind(country, callbackId, batchId)
    .run()
}

export async function failEfgsTask(
  db: KeyserverDatabase,
  { country, callbackId, batchId, failedTries }: EfgsCallbackTask,
  now: UnixSeconds,
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE efgs_hub_subscriptions SET failed_tries = ?4, last_tried_at = ?5, locked_until = NULL ${OF_TASK}`,
    )
    .bind(country, callbackId, batchId, failedTries + 1, now)
    .run()
}

/** Deletes a subscription whose task can't be done; one that was told meanwhile, or leads elsewhere now, stays. */
export async function deleteFailedSubscription(
  db: KeyserverDatabase,
  { country, callbackId, batchId, url }: EfgsCallbackTask,
): Promise<void> {
  await db.d1
    .prepare(`DELETE FROM efgs_hub_subscriptions ${OF_TASK} AND url = ?4`)
    .bind(country, callbackId, batchId, url)
    .run()
}
