/**
 * Batches that members download from our gateway. A batch is a span of uploads in the order in which they were stored, so that one
 * insertion makes it whole: none is ever seen half full, and no upload is in two, whoever builds at the same time.
 */

import { fromHex } from '../../../core/bytes.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

// ?1 keys of a batch, ?2 now. Of the uploads that wait, those in front that have one version and fit together; the first always, so
// that a limit that was lowered holds nobody up. The name follows the newest batch's, and so does the time, whatever the clock did.
const BUILD = `
WITH newest AS (SELECT created_at, day, number, last_upload_id FROM efgs_hub_batches ORDER BY id DESC LIMIT 1),
waiting AS (SELECT id, number_of_keys AS n, version FROM efgs_hub_uploads
  WHERE id > coalesce((SELECT last_upload_id FROM newest), 0) ORDER BY id LIMIT ?1),
summed AS (SELECT id, n, sum(n) OVER (ORDER BY id) AS total, version,
  first_value(version) OVER (ORDER BY id) AS wanted, first_value(id) OVER (ORDER BY id) AS first FROM waiting),
taken AS (SELECT id, n FROM summed WHERE (total <= ?1 OR id = first)
  AND id < coalesce((SELECT min(id) FROM summed WHERE version <> wanted), id + 1)),
clock AS (SELECT max(?2, coalesce((SELECT created_at FROM newest), 0)) AS at)
INSERT INTO efgs_hub_batches (day, number, created_at, first_upload_id, last_upload_id, number_of_keys)
SELECT date(at, 'unixepoch'),
  1 + coalesce((SELECT number FROM newest WHERE day = date(at, 'unixepoch')), 0), at, min(id), max(id), sum(n)
FROM taken, clock HAVING count(*) > 0`

/** @returns whether there was anything to build of */
export async function buildEfgsBatch(
  db: KeyserverDatabase,
  maxKeys: number,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.d1.prepare(BUILD).bind(maxKeys, now).run()
  return meta.changes > 0
}

export interface EfgsBatch {
  readonly id: number
  /** `yyyyMMdd-N`. */
  readonly name: string
  /** YYYY-MM-DD. */
  readonly day: string
  readonly firstUploadId: number
  readonly lastUploadId: number
  /** Name of the batch that follows; undefined: there is none yet. */
  readonly next: string | undefined
}

interface BatchRow {
  readonly id: number
  readonly day: string
  readonly number: number
  readonly firstUploadId: number
  readonly lastUploadId: number
  readonly nextDay: string | null
  readonly nextNumber: number | null
}

const SELECT_BATCH = `
SELECT batch.id, batch.day, batch.number, batch.first_upload_id AS firstUploadId, batch.last_upload_id AS lastUploadId,
  next.day AS nextDay, next.number AS nextNumber
FROM efgs_hub_batches AS batch LEFT JOIN efgs_hub_batches AS next ON next.id = batch.id + 1`

/** The first batch of a day or of any later one. */
export const readFirstEfgsBatch = async (
  db: KeyserverDatabase,
  since: UnixSeconds,
): Promise<EfgsBatch | undefined> =>
  batchOf(
    await db.d1
      .prepare(
        `${SELECT_BATCH} WHERE batch.created_at >= ?1 ORDER BY batch.created_at, batch.id LIMIT 1`,
      )
      .bind(since)
      .first<BatchRow>(),
  )

export async function readEfgsBatch(
  db: KeyserverDatabase,
  name: string,
): Promise<EfgsBatch | undefined> {
  const [, year, month, day, number] = NAME.exec(name) ?? []
  if (number === undefined) return undefined
  return batchOf(
    await db.d1
      .prepare(`${SELECT_BATCH} WHERE batch.day = ?1 AND batch.number = ?2`)
      .bind(`${year}-${month}-${day}`, Number(number))
      .first<BatchRow>(),
  )
}

const NAME = /^(\d{4})(\d{2})(\d{2})-([1-9]\d{0,8})$/

export const efgsBatchName = (day: string, number: number): string =>
  `${day.replaceAll('-', '')}-${number}`

const batchOf = (row: BatchRow | null): EfgsBatch | undefined =>
  row === null
    ? undefined
    : {
        id: row.id,
        name: efgsBatchName(row.day, row.number),
        day: row.day,
        firstUploadId: row.firstUploadId,
        lastUploadId: row.lastUploadId,
        next:
          row.nextDay === null || row.nextNumber === null
            ? undefined
            : efgsBatchName(row.nextDay, row.nextNumber),
      }

/** Keys a page: 800 characters each at most, so that one stays below the megabyte that the platform sends back at once. */
const PAGE_KEYS = 1000

/**
 * What a batch has for a country, and records that it was fetched: one transaction.
 * @param country its own keys are left out
 * @returns the batch as protobuf, in the order in which the keys were stored
 */
export async function downloadEfgsBatch(
  db: KeyserverDatabase,
  batch: EfgsBatch,
  country: string,
  now: UnixSeconds,
): Promise<{ readonly messages: readonly Uint8Array[]; readonly numberOfKeys: number }> {
  const span = [batch.firstUploadId, batch.lastUploadId, country] as const
  const [pages, , counts] = await db.d1.batch([
    db.d1
      .prepare(
        `SELECT group_concat(hex(message), '' ORDER BY upload_id, position) AS digits
        FROM efgs_hub_uploads JOIN efgs_hub_keys ON upload_id = id WHERE id BETWEEN ?1 AND ?2 AND country <> ?3
        GROUP BY upload_id, position / ${PAGE_KEYS} ORDER BY upload_id, position / ${PAGE_KEYS}`,
      )
      .bind(...span),
    db.d1
      .prepare(
        `INSERT INTO efgs_hub_downloads (batch_id, country, requested_at, number_of_keys)
        SELECT ?4, ?3, ?5, coalesce(sum(number_of_keys), 0) FROM efgs_hub_uploads
        WHERE id BETWEEN ?1 AND ?2 AND country <> ?3 AND keys_deleted_at IS NULL`,
      )
      .bind(...span, batch.id, now),
    db.d1.prepare('SELECT number_of_keys AS n FROM efgs_hub_downloads ORDER BY id DESC LIMIT 1'),
  ])
  const rows = (pages?.results ?? []) as { digits: string }[]
  const [count] = (counts?.results ?? []) as { n: number }[]
  const messages = rows.map(({ digits }) => fromHex(digits) ?? new Uint8Array())
  return { messages, numberOfKeys: count?.n ?? 0 }
}

/** One upload of a batch, whose keys are there. */
export interface EfgsUploadRecord {
  readonly country: string
  /** Unix seconds. */
  readonly createdAt: number
  readonly numberOfKeys: number
  readonly batchSignature: string
  readonly uploaderThumbprint: string
  readonly signerThumbprint: string
  /** PEM, and the trust anchor's signature over it; null where the row has gone. */
  readonly uploaderPem: string | null
  readonly uploaderSignature: string | null
  readonly signerPem: string | null
  readonly signerSignature: string | null
}

/** In the order of their keys. */
export async function readUploadsOfBatch(
  db: KeyserverDatabase,
  { firstUploadId, lastUploadId }: EfgsBatch,
): Promise<readonly EfgsUploadRecord[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT upload.country, upload.created_at AS createdAt, number_of_keys AS numberOfKeys,
        batch_signature AS batchSignature, uploader_thumbprint AS uploaderThumbprint,
        signer_thumbprint AS signerThumbprint, uploader.pem AS uploaderPem, uploader.signature AS uploaderSignature,
        signer.pem AS signerPem, signer.signature AS signerSignature
      FROM efgs_hub_uploads AS upload
      LEFT JOIN efgs_certificates AS uploader ON uploader.thumbprint = uploader_thumbprint
      LEFT JOIN efgs_certificates AS signer ON signer.thumbprint = signer_thumbprint
      WHERE upload.id BETWEEN ?1 AND ?2 AND keys_deleted_at IS NULL ORDER BY upload.id`,
    )
    .bind(firstUploadId, lastUploadId)
    .all<EfgsUploadRecord>()
  return results
}
