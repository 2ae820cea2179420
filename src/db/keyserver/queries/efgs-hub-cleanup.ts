/** Deletes keys of our gateway at their age, and keeps a record of it by day. */

import { type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

/** Keys a call: all at once would exceed the time that a statement has. */
const DELETE_KEYS = 20_000

const COUNT =
  'SELECT coalesce(sum(number_of_keys), 0) FROM efgs_hub_uploads WHERE keys_deleted_at IS NULL'

/** ?1 uploads before that; those in front with so many keys together, one at least. */
const EXPIRED = `
SELECT id FROM (SELECT id, sum(number_of_keys) OVER (ORDER BY id) AS total, row_number() OVER (ORDER BY id) AS place
  FROM (SELECT id, number_of_keys FROM efgs_hub_uploads WHERE created_at < ?1 AND keys_deleted_at IS NULL ORDER BY id LIMIT ${DELETE_KEYS}))
WHERE total <= ${DELETE_KEYS} OR place = 1`

export interface EfgsCleanup {
  readonly numberOfKeys: number
}

/**
 * The keys of uploads that were stored before; records of uploads, batches and downloads stay, and tags are free again. What is
 * counted is deleted in the same transaction, so that a run that died is gone on with by the next.
 * @returns how many keys were deleted on this day so far; undefined where the day's clean-up was done and nothing is left
 */
export async function deleteEfgsKeysBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
  now: UnixSeconds,
): Promise<EfgsCleanup | undefined> {
  const day = utcDateOf(now)
  const work = await db.d1
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM efgs_hub_uploads WHERE created_at < ?1 AND keys_deleted_at IS NULL)
        OR NOT EXISTS (SELECT 1 FROM efgs_hub_cleanups WHERE day = ?2 AND keys_after IS NOT NULL) AS isDue`,
    )
    .bind(before, day)
    .first<number>('isDue')
  if (work !== 1) return undefined
  await db.d1
    .prepare(
      `INSERT INTO efgs_hub_cleanups (day, started_at, keys_before, number_of_keys)
      VALUES (?1, ?2, (${COUNT}), 0) ON CONFLICT (day) DO NOTHING`,
    )
    .bind(day, now)
    .run()
  while (await deleteSome(db, before, day, now));
  await db.d1
    .prepare(`UPDATE efgs_hub_cleanups SET keys_after = (${COUNT}) WHERE day = ?1`)
    .bind(day)
    .run()
  const numberOfKeys = await db.d1
    .prepare('SELECT number_of_keys AS n FROM efgs_hub_cleanups WHERE day = ?1')
    .bind(day)
    .first<number>('n')
  return { numberOfKeys: numberOfKeys ?? 0 }
}

async function deleteSome(
  db: KeyserverDatabase,
  before: UnixSeconds,
  day: string,
  now: UnixSeconds,
): Promise<boolean> {
  const [deleted] = await db.d1.batch([
    db.d1.prepare(`DELETE FROM efgs_hub_keys WHERE upload_id IN (${EXPIRED})`).bind(before),
    db.d1
      .prepare(
        'UPDATE efgs_hub_cleanups SET number_of_keys = number_of_keys + changes() WHERE day = ?1',
      )
      .bind(day),
    db.d1
      .prepare(`UPDATE efgs_hub_uploads SET keys_deleted_at = ?2 WHERE id IN (${EXPIRED})`)
      .bind(before, now),
  ])
  return (deleted?.meta.changes ?? 0) > 0
}

/**
 * What was known of uploads, batches, downloads and clean-ups of before. The newest batch stays: names and uploads go on after it.
 */
export async function deleteEfgsRecordsBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<void> {
  await db.d1.batch(
    [
      'DELETE FROM efgs_hub_uploads WHERE created_at < ?1 AND keys_deleted_at IS NOT NULL',
      'DELETE FROM efgs_hub_batches WHERE created_at < ?1 AND id < (SELECT max(id) FROM efgs_hub_batches)',
      'DELETE FROM efgs_hub_downloads WHERE requested_at < ?1',
      'DELETE FROM efgs_hub_cleanups WHERE started_at < ?1',
    ].map((sql) => db.d1.prepare(sql).bind(before)),
  )
}
