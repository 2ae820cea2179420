/** Sets of keys that leave, and the batches that carry them. What is decided is decided with the cursor, in one call. */

import { and, eq, sql } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { interopKeySets, outgoingBatches } from '../schema/outgoing-batches.ts'
import { requireChanges, runGuarded, type WriteOutcome } from './diagnosis-keys.ts'

export type OutgoingBatch = typeof outgoingBatches.$inferSelect
export type OutgoingStatus = OutgoingBatch['status']

/** A set with its batch, all of whose bytes are kept already. */
export interface NewOutgoing {
  readonly partnerId: number
  /** Place among those that are made at once, from 1. */
  readonly qualifier: number
  /** Where the keys lie. */
  readonly keysName: string
  /** Where the bytes lie that are sent. */
  readonly objectName: string
  readonly keyCount: number
  readonly stuffingKeyCount: number
  /** Lower-case hexadecimal SHA-256 of the bytes that are sent. */
  readonly contentHash: string
  readonly batchTag: string
  readonly headers: Readonly<Record<string, string>>
  /** Those of the batch that it is a part of. */
  readonly retryCount: number
  readonly nextAttemptAt: UnixSeconds
}

export const insertOutgoing = (
  db: KeyserverDatabase,
  batches: readonly NewOutgoing[],
  now: UnixSeconds,
): D1PreparedStatement[] =>
  batches.flatMap((one) => [
    db.d1
      .prepare(
        `INSERT INTO interop_key_sets (partner_id, created_at, qualifier, object_name, key_count, stuffing_key_count, content_hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      )
      .bind(
        one.partnerId,
        now,
        one.qualifier,
        one.keysName,
        one.keyCount,
        one.stuffingKeyCount,
        one.contentHash,
      ),
    db.d1
      .prepare(
        `INSERT INTO outgoing_batches (partner_id, key_set_id, status, batch_tag, object_name, headers, created_at, retry_count,
          next_attempt_at, total_keys) VALUES (?1, last_insert_rowid(), 'new', ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
      )
      .bind(
        one.partnerId,
        one.batchTag,
        one.objectName,
        JSON.stringify(one.headers),
        now,
        one.retryCount,
        one.nextAttemptAt,
        one.keyCount,
      ),
  ])

export interface ClaimedOutgoing extends OutgoingBatch {
  /** Where its keys lie. */
  readonly keysName: string
}

/** Takes the oldest batch that is due. One whose run died is sent again as it was: the partner knows its tag. */
export async function claimOutgoing(
  db: KeyserverDatabase,
  partnerId: number,
  token: string,
  leaseSeconds: number,
  now: UnixSeconds,
): Promise<ClaimedOutgoing | undefined> {
  const due = sql`SELECT id FROM (
      SELECT id FROM outgoing_batches WHERE partner_id = ${partnerId} AND status = 'new' AND next_attempt_at <= ${now}
      UNION ALL SELECT id FROM outgoing_batches WHERE partner_id = ${partnerId} AND status = 'sending'
        AND started_at <= ${now - leaseSeconds}) ORDER BY id LIMIT 1`
  const [batch] = await db.orm
    .update(outgoingBatches)
    .set({
      status: 'sending',
      completionToken: token,
      startedAt: now,
      retryCount: sql`${outgoingBatches.retryCount} + (${outgoingBatches.status} = 'sending')`,
    })
    .where(eq(outgoingBatches.id, sql`(${due})`))
    .returning()
  if (batch === undefined) return undefined
  const [set] = await db.orm
    .select({ keysName: interopKeySets.objectName })
    .from(interopKeySets)
    .where(eq(interopKeySets.id, batch.keySetId))
  return { ...batch, keysName: set?.keysName ?? '' }
}

export interface OutgoingEnd {
  readonly status: Exclude<OutgoingStatus, 'sending' | 'new'>
  readonly httpStatus: number | undefined
  readonly failure: string | undefined
  readonly acceptedKeys: number | undefined
}

/**
 * Writes down what became of a batch, with those that take its place.
 * @returns 'conflict' where another run has it
 */
export function endOutgoing(
  db: KeyserverDatabase,
  batch: Pick<OutgoingBatch, 'id'>,
  token: string,
  end: OutgoingEnd,
  replacements: readonly NewOutgoing[],
  now: UnixSeconds,
): Promise<WriteOutcome> {
  const update = db.d1
    .prepare(
      `UPDATE outgoing_batches SET status = ?3, http_status = ?4, last_failure = ?5, accepted_keys = ?6, completed_at = ?7,
        completion_token = NULL WHERE id = ?1 AND completion_token = ?2`,
    )
    .bind(
      batch.id,
      token,
      end.status,
      end.httpStatus ?? null,
      end.failure ?? null,
      end.acceptedKeys ?? null,
      now,
    )
  return runGuarded(db, [update, requireChanges(db, 1), ...insertOutgoing(db, replacements, now)])
}

/** Gives a batch back, to be sent again later as it is. */
export async function returnOutgoing(
  db: KeyserverDatabase,
  batch: Pick<OutgoingBatch, 'id'>,
  token: string,
  values: Pick<OutgoingBatch, 'retryCount' | 'nextAttemptAt' | 'lastFailure' | 'httpStatus'>,
): Promise<void> {
  await db.orm
    .update(outgoingBatches)
    .set({ ...values, status: 'new', completionToken: null })
    .where(and(eq(outgoingBatches.id, batch.id), eq(outgoingBatches.completionToken, token)))
}

/** Earliest instant at which a batch to the partner is due; undefined where none waits. */
export async function readNextOutgoing(
  db: KeyserverDatabase,
  partnerId: number,
): Promise<number | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT min(next_attempt_at) AS at FROM outgoing_batches WHERE partner_id = ?1 AND status = 'new'`,
    )
    .bind(partnerId)
    .first<{ at: number | null }>()
  return row?.at ?? undefined
}
