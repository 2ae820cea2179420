/** Leases and heartbeats of the clock's jobs. */

import { and, eq } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { jobs } from '../schema/jobs.ts'

export type JobRow = typeof jobs.$inferSelect

export const readJobs = (db: KeyserverDatabase): Promise<readonly JobRow[]> =>
  db.orm.select().from(jobs).orderBy(jobs.name)

/**
 * Takes a job that is due and that nobody runs.
 * @param dueBefore it is due where it last started before that
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
      WHERE (lease_expires_at IS NULL OR lease_expires_at < ?3) AND (last_started_at IS NULL OR last_started_at <= ?4)`,
    )
    .bind(name, leaseExpiresAt, now, dueBefore)
    .run()
  return meta.changes === 1
}

/**
 * Notes how a run ended.
 * @param leaseExpiresAt of the run's own lease: one that outlived it must not end its successor's
 * @param failure undefined for a success
 */
export async function finishJob(
  db: KeyserverDatabase,
  name: string,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
  failure: string | undefined,
): Promise<void> {
  await db.orm
    .update(jobs)
    .set(
      failure === undefined
        ? { leaseExpiresAt: null, lastFailure: null, lastSucceededAt: now }
        : { leaseExpiresAt: null, lastFailure: failure },
    )
    .where(and(eq(jobs.name, name), eq(jobs.leaseExpiresAt, leaseExpiresAt)))
}
