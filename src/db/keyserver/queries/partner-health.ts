/** Partners as operators look at them: how far each direction got, and their batches. Reads only. */

import { asc, eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { contentSigners } from '../schema/content-signers.ts'
import { federationPartners, federationStates } from '../schema/federation-partners.ts'
import type { PartnerRow } from './federation-partners.ts'

export type FederationStateRow = typeof federationStates.$inferSelect
export type BatchDirection = 'incoming' | 'outgoing'

export interface BatchCount {
  readonly partnerId: number
  readonly direction: BatchDirection
  readonly status: string
  readonly batches: number
  /** Unix seconds. */
  readonly oldestAt: number
}

const counts = (direction: BatchDirection): string =>
  `SELECT partner_id AS partnerId, '${direction}' AS direction, status, count(*) AS batches, min(created_at) AS oldestAt
  FROM ${direction}_batches GROUP BY partner_id, status`

/** Everything that is told of partners, as of one instant. */
export async function readPartnerHealth(db: KeyserverDatabase) {
  const [partners, states, signers] = await db.orm.batch([
    db.orm.select().from(federationPartners).orderBy(asc(federationPartners.name)),
    db.orm.select().from(federationStates),
    db.orm
      .select({ id: contentSigners.id, certificatesPem: contentSigners.certificatesPem })
      .from(contentSigners),
  ])
  const { results } = await db.d1
    .prepare(`${counts('incoming')} UNION ALL ${counts('outgoing')}`)
    .all<BatchCount>()
  return { partners, states, signers, counts: results }
}

export async function readPartnerByName(
  db: KeyserverDatabase,
  name: string,
): Promise<PartnerRow | undefined> {
  const [row] = await db.orm
    .select()
    .from(federationPartners)
    .where(eq(federationPartners.name, name))
  return row
}

export interface PartnerBatch {
  readonly id: number
  readonly status: string
  /** Unix seconds, as all times here. */
  readonly createdAt: number
  readonly completedAt: number | null
  readonly retryCount: number
  readonly nextAttemptAt: number
  readonly lastFailure: string | null
  readonly batchTag: string
  readonly totalKeys: number
  readonly acceptedKeys: number | null
  /** Of a batch that came: YYYY-MM-DD. */
  readonly batchDate: string | null
  readonly knownKeys: number | null
  /** JSON. */
  readonly rejectedKeys: string | null
  /** Of a batch that was sent. */
  readonly httpStatus: number | null
}

const COLUMNS = `id, status, created_at AS createdAt, completed_at AS completedAt, retry_count AS retryCount,
  next_attempt_at AS nextAttemptAt, last_failure AS lastFailure, batch_tag AS batchTag, total_keys AS totalKeys,
  accepted_keys AS acceptedKeys`
const OWN: Readonly<Record<BatchDirection, string>> = {
  incoming:
    'batch_date AS batchDate, known_keys AS knownKeys, rejected_keys AS rejectedKeys, NULL AS httpStatus',
  outgoing: 'NULL AS batchDate, NULL AS knownKeys, NULL AS rejectedKeys, http_status AS httpStatus',
}

/** @param before id of the last of the page before; undefined for the first. Newest first */
export async function readPartnerBatches(
  db: KeyserverDatabase,
  partnerId: number,
  direction: BatchDirection,
  before: number | undefined,
  limit: number,
): Promise<readonly PartnerBatch[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT ${COLUMNS}, ${OWN[direction]} FROM ${direction}_batches
      WHERE partner_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3`,
    )
    .bind(partnerId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .all<PartnerBatch>()
  return results
}

export async function isIncomingBatchOf(
  db: KeyserverDatabase,
  partnerId: number,
  batchId: number,
): Promise<boolean> {
  const row = await db.d1
    .prepare('SELECT 1 AS has FROM incoming_batches WHERE id = ?1 AND partner_id = ?2')
    .bind(batchId, partnerId)
    .first<{ has: number }>()
  return row !== null
}
