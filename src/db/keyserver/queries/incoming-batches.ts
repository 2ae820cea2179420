/** Batches of partners: announced, claimed, staged, given up. Each step is one call, and one that ran already changes nothing. */

import { and, eq, sql } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { incomingBatches } from '../schema/incoming-batches.ts'

export type IncomingBatch = typeof incomingBatches.$inferSelect

export interface BatchPlace {
  readonly partnerId: number
  /** YYYY-MM-DD. */
  readonly date: string
  readonly tag: string
}

/** @returns whether it was not known before */
export async function announceBatch(
  db: KeyserverDatabase,
  { partnerId, date, tag }: BatchPlace,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.orm
    .insert(incomingBatches)
    .values({
      partnerId,
      batchDate: date,
      batchTag: tag,
      status: 'registered',
      createdAt: now,
      nextAttemptAt: now,
      rejectedKeys: {},
    })
    .onConflictDoNothing()
  return meta.changes > 0
}

/** A batch that a poll found and could not bring: announced, with the first failure, or given up at once. */
export const missBatch = (
  db: KeyserverDatabase,
  { partnerId, date, tag }: BatchPlace,
  failure: { readonly name: string; readonly nextAttemptAt: UnixSeconds | undefined },
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO incoming_batches (partner_id, batch_date, batch_tag, created_at, status, last_failure, completed_at,
        next_attempt_at, retry_count, rejected_keys)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, '{}') ON CONFLICT DO NOTHING`,
    )
    .bind(
      ...[partnerId, date, tag, now],
      ...(failure.nextAttemptAt === undefined
        ? ['failed', failure.name, now, now]
        : ['registered', failure.name, null, failure.nextAttemptAt]),
    )

/** What a run may take: batches that wait, and those that a run left which ended without a word. */
export interface Claim {
  readonly partnerId: number
  readonly from: 'registered' | 'downloaded'
  readonly to: 'downloading' | 'processing'
  readonly token: string
  readonly leaseSeconds: number
}

/** Takes the oldest batch that is due. A run that died counts as a failure, or what kills it would be tried for ever. */
export async function claimIncoming(
  db: KeyserverDatabase,
  { partnerId, from, to, token, leaseSeconds }: Claim,
  now: UnixSeconds,
): Promise<IncomingBatch | undefined> {
  const due = sql`SELECT id FROM (
      SELECT id FROM incoming_batches WHERE partner_id = ${partnerId} AND status = ${from} AND next_attempt_at <= ${now}
      UNION ALL SELECT id FROM incoming_batches WHERE partner_id = ${partnerId} AND status = ${to}
        AND started_at <= ${now - leaseSeconds}) ORDER BY id LIMIT 1`
  const [batch] = await db.orm
    .update(incomingBatches)
    .set({
      status: to,
      completionToken: token,
      startedAt: now,
      retryCount: sql`${incomingBatches.retryCount} + (${incomingBatches.status} = ${to})`,
    })
    .where(eq(incomingBatches.id, sql`(${due})`))
    .returning()
  return batch
}

const isHeld = (batch: Pick<IncomingBatch, 'id'>, token: string) =>
  and(eq(incomingBatches.id, batch.id), eq(incomingBatches.completionToken, token))

/** Gives a batch back: to be tried later, or, without a failure, to be gone on with by the next run. */
export async function returnIncoming(
  db: KeyserverDatabase,
  batch: Pick<IncomingBatch, 'id'>,
  token: string,
  to: {
    readonly status: 'registered' | 'downloaded'
    readonly failure?: { readonly name: string; readonly failures: number } | undefined
    readonly nextAttemptAt: UnixSeconds
  },
): Promise<void> {
  await db.orm
    .update(incomingBatches)
    .set({
      status: to.status,
      completionToken: null,
      nextAttemptAt: to.nextAttemptAt,
      ...(to.failure && { lastFailure: to.failure.name, retryCount: to.failure.failures }),
    })
    .where(isHeld(batch, token))
}

/** Gives a batch up for good: its raw bytes stay, and a replay may take it in after all. */
export async function failIncoming(
  db: KeyserverDatabase,
  batch: Pick<IncomingBatch, 'id'>,
  token: string,
  failure: string,
  now: UnixSeconds,
): Promise<void> {
  await db.d1.batch([
    db.d1
      .prepare(
        `DELETE FROM staged_keys WHERE batch_id IN (SELECT id FROM incoming_batches WHERE id = ?1 AND completion_token = ?2)`,
      )
      .bind(batch.id, token),
    db.d1
      .prepare(
        `UPDATE incoming_batches SET status = 'failed', last_failure = ?3, completed_at = ?4, completion_token = NULL
        WHERE id = ?1 AND completion_token = ?2`,
      )
      .bind(batch.id, token, failure, now),
  ])
}

/** A batch that was given up is fetched once more, as one that was just announced. */
export async function registerAgain(
  db: KeyserverDatabase,
  batch: Pick<IncomingBatch, 'id'>,
  now: UnixSeconds,
): Promise<void> {
  await db.orm
    .update(incomingBatches)
    .set({ status: 'registered', nextAttemptAt: now, retryCount: 0, completedAt: null })
    .where(and(eq(incomingBatches.id, batch.id), eq(incomingBatches.status, 'failed')))
}

export async function readIncoming(
  db: KeyserverDatabase,
  partnerId: number,
  id: number,
): Promise<IncomingBatch | undefined> {
  const [batch] = await db.orm
    .select()
    .from(incomingBatches)
    .where(and(eq(incomingBatches.partnerId, partnerId), eq(incomingBatches.id, id)))
  return batch
}
