/** What members upload to our gateway: whole or not at all. */

import { toHex } from '../../../core/bytes.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

/** Characters of rows a statement: with room below the two million bytes that the platform takes as one parameter. */
const ROWS_LENGTH = 500_000

/** One key, as it is stored. */
export interface EfgsStoredKey {
  /** Lower-case hexadecimal. */
  readonly payloadHash: string
  /** With its tag and length in a batch. */
  readonly message: Uint8Array
}

export interface EfgsUpload {
  readonly tag: string
  readonly country: string
  readonly version: string
  readonly batchSignature: string
  readonly uploaderThumbprint: string
  readonly signerThumbprint: string
  /** In the order in which they were sent; one at least. */
  readonly keys: readonly EfgsStoredKey[]
}

export type UploadOutcome = 'stored' | 'tag_exists' | 'key_exists'

const INSERT_UPLOAD = `
INSERT INTO efgs_hub_uploads
  (tag, country, number_of_keys, version, batch_signature, uploader_thumbprint, signer_thumbprint, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`

// The upload is the newest: no other comes between the statements of one batch.
const INSERT_KEYS = `
INSERT INTO efgs_hub_keys (upload_id, position, payload_hash, message)
SELECT (SELECT max(id) FROM efgs_hub_uploads), ?2 + key, unhex(value->>0), unhex(value->>1) FROM json_each(?1)`

/**
 * Stores an upload with its keys, or nothing.
 * @throws for every error but a conflict; it may then have been done
 */
export async function insertEfgsUpload(
  db: KeyserverDatabase,
  upload: EfgsUpload,
  now: UnixSeconds,
): Promise<UploadOutcome> {
  const { tag, country, version, batchSignature, uploaderThumbprint, signerThumbprint } = upload
  const statements = [
    db.d1
      .prepare(INSERT_UPLOAD)
      .bind(
        tag,
        country,
        upload.keys.length,
        version,
        batchSignature,
        uploaderThumbprint,
        signerThumbprint,
        now,
      ),
  ]
  for (const { rows, first } of chunksOf(upload.keys)) {
    statements.push(db.d1.prepare(INSERT_KEYS).bind(rows, first))
  }
  try {
    await db.d1.batch(statements)
    return 'stored'
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (text.includes('UNIQUE constraint failed: efgs_hub_uploads.tag')) return 'tag_exists'
    if (text.includes('UNIQUE constraint failed: efgs_hub_keys.payload_hash')) return 'key_exists'
    throw error
  }
}

/** JSON lists of rows, of a bounded length, each with the position of its first key. */
function chunksOf(keys: readonly EfgsStoredKey[]): readonly { rows: string; first: number }[] {
  const chunks: { rows: string; first: number }[] = []
  let rows: string[] = []
  let length = 0
  let first = 0
  for (const [position, { payloadHash, message }] of keys.entries()) {
    const row = `["${payloadHash}","${toHex(message)}"]`
    if (length + row.length > ROWS_LENGTH && rows.length > 0) {
      chunks.push({ rows: `[${rows.join()}]`, first })
      rows = []
      length = 0
      first = position
    }
    rows.push(row)
    length += row.length
  }
  return rows.length === 0 ? chunks : [...chunks, { rows: `[${rows.join()}]`, first }]
}

/** Whether keys are stored of an upload with that tag, by whomever. */
export async function isEfgsTagTaken(db: KeyserverDatabase, tag: string): Promise<boolean> {
  const found = await db.d1
    .prepare('SELECT 1 FROM efgs_hub_uploads WHERE tag = ?1 AND keys_deleted_at IS NULL')
    .bind(tag)
    .first()
  return found !== null
}

/** @param hashes lower-case hexadecimal @returns those that are stored, of whatever country */
export async function readStoredHashes(
  db: KeyserverDatabase,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const row = await db.d1
    .prepare(
      `SELECT json_group_array(value) AS hashes FROM json_each(?1)
      WHERE EXISTS (SELECT 1 FROM efgs_hub_keys WHERE payload_hash = unhex(value))`,
    )
    .bind(JSON.stringify(hashes))
    .first<{ hashes: string }>()
  return new Set(JSON.parse(row?.hashes ?? '[]') as string[])
}
