/**
 * The batch that a member means by a date and a tag.
 * Source: eu-federation-gateway-service, DiagnosisKeyDownloadController and its audit, as they answered when they were run.
 */

import { parseIsoTime } from '../../core/iso-time.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type EfgsBatch,
  type EfgsUploadRecord,
  readEfgsBatch,
  readFirstEfgsBatch,
  readUploadsOfBatch,
} from '../../db/keyserver/queries/efgs-hub-batches.ts'

export interface AskedBatch {
  /** YYYY-MM-DD, as it was sent. */
  readonly date: string
  /** Undefined: the first from that date on. */
  readonly tag: string | undefined
}

export type BatchProblem =
  | 'malformed_date'
  | 'too_old'
  | 'no_batches'
  | 'unknown_tag'
  /** The batch was made before the date. */
  | 'before_date'
  /** It was not made on that date. */
  | 'other_date'
  /** They have been deleted. */
  | 'no_keys'

/** A tag may be of a later day than the date, so that one can walk on. */
export async function findEfgsBatch(
  db: KeyserverDatabase,
  { date, tag }: AskedBatch,
  maxAgeDays: number,
  now: UnixSeconds,
): Promise<Result<EfgsBatch, BatchProblem>> {
  const since = startOfDate(date, maxAgeDays, now)
  if (!since.ok) return since
  const batch =
    tag === undefined ? await readFirstEfgsBatch(db, since.value) : await readEfgsBatch(db, tag)
  if (batch === undefined) return fail(tag === undefined ? 'no_batches' : 'unknown_tag')
  return batch.day < date ? fail('before_date') : succeed(batch)
}

/** Who uploaded what is in a batch, of exactly that date. */
export async function auditEfgsBatch(
  db: KeyserverDatabase,
  { date, tag }: AskedBatch & { readonly tag: string },
  maxAgeDays: number,
  now: UnixSeconds,
): Promise<Result<readonly EfgsUploadRecord[], BatchProblem>> {
  const since = startOfDate(date, maxAgeDays, now)
  if (!since.ok) return since
  const batch = await readEfgsBatch(db, tag)
  if (batch === undefined) return fail('unknown_tag')
  if (batch.day !== date) return fail('other_date')
  const uploads = await readUploadsOfBatch(db, batch)
  return uploads.length === 0 ? fail('no_keys') : succeed(uploads)
}

function startOfDate(
  date: string,
  maxAgeDays: number,
  now: UnixSeconds,
): Result<UnixSeconds, 'malformed_date' | 'too_old'> {
  const start = parseIsoTime(`${date}T00:00:00Z`)
  if (start === undefined) return fail('malformed_date')
  const oldest = addSeconds(floorTo(now, SECONDS_PER_DAY), -maxAgeDays * SECONDS_PER_DAY)
  return start < oldest ? fail('too_old') : succeed(start)
}
