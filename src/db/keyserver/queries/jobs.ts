/** Leases and heartbeats of the clock's jobs. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { jobs } from '../schema/jobs.ts'

export type JobRow = typeof jobs.$inferSelect

export const readJobs = (db: KeyserverDatabase): Promise<readonly JobRow[]> =>
  db.orm.select().from(jobs).orderBy(jobs.name)

/**
 * Takes a job that is due and that nobody runs.
 * @param dueBefore it is due where it last started then or before; and whenever its last run never came to an end
 * @returns whether it is the caller's now
 */
export async function leaseJob(
  db: KeyserverDatabase,
  name: string,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
  dueBefore: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `INSERT INTO jobs (name, lease_expires_at, last_started_at) VALUES (?1, ?2, ?3)
      ON CONFLICT DO UPDATE SET lease_expires_at = excluded.lease_expires_at, last_started_at = excluded.last_started_at
      WHERE CASE WHEN lease_expires_at IS NULL THEN last_started_at <= ?4 ELSE lease_expires_at < ?3 END`,
    )
    .bind(name, leaseExpiresAt, now, dueBefore)
    .run()
  return meta.changes === 1
}

/**
 * Notes how a run ended, also of one that outlived its lease.
 * @param now when the run began
 * @param leaseExpiresAt of the run's own lease: its successor's is left alone
 * @param failure undefined for a success
 */
export async function finishJob(
  db: KeyserverDatabase,
  name: string,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
  failure: string | undefined,
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE jobs SET lease_expires_at = nullif(lease_expires_at, ?2), last_failure = ?3,
        last_succeeded_at = CASE WHEN ?3 IS NULL THEN max(coalesce(last_succeeded_at, 0), ?4) ELSE last_succeeded_at END
      WHERE name = ?1`,
    )
    .bind(name, leaseExpiresAt, failure ?? null, now)
    .run()
}
