/** Makes batches for nations to download: full ones after an upload, and of the rest by the clock. */

import { makeUuid } from '../../core/codes/uuid.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  buildBatches,
  countPending,
  readNewestBatchAt,
} from '../../db/keyserver/queries/uk-hub-batches.ts'

export interface BuildBatchesDeps {
  readonly db: KeyserverDatabase
  readonly randomBytes: RandomBytes
}

/** A call to the database: what one upload of the greatest size makes of batches of the usual. */
const BATCHES_A_CALL = 20

/** Keys that do not fill a batch are kept back. @param size keys of a batch @returns how many batches there are now */
export const buildFullBatches = (
  deps: BuildBatchesDeps,
  size: number,
  now: UnixSeconds,
): Promise<number> => build(deps, size, size, now)

/** The same, and the rest as a batch that is not full. */
export const flushBatches = (
  deps: BuildBatchesDeps,
  size: number,
  now: UnixSeconds,
): Promise<number> => build(deps, size, 1, now)

/**
 * The rest by the clock, once the newest batch is as old as that: small batches would tell which keys came together.
 * @param flushSeconds between two batches that are not full, at least
 */
export async function flushDueBatches(
  deps: BuildBatchesDeps,
  { batchSize, flushSeconds }: { readonly batchSize: number; readonly flushSeconds: number },
  now: UnixSeconds,
): Promise<number> {
  const newest = await readNewestBatchAt(deps.db)
  return newest !== undefined && now < newest + flushSeconds
    ? 0
    : flushBatches(deps, batchSize, now)
}

async function build(
  { db, randomBytes }: BuildBatchesDeps,
  size: number,
  least: number,
  now: UnixSeconds,
): Promise<number> {
  let built = 0
  for (;;) {
    const pending = await countPending(db, size * BATCHES_A_CALL)
    const batches = least < size ? Math.ceil(pending / size) : Math.floor(pending / size)
    if (batches === 0) return built
    const tags = Array.from({ length: batches }, () => makeUuid(randomBytes))
    // Another run may have been faster: then these are fewer, or none.
    built += await buildBatches(db, tags, { size, least }, now)
    if (batches < BATCHES_A_CALL) return built
  }
}
