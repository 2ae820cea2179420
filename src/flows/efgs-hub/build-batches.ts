/** Makes batches of what members uploaded to our gateway. */

import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { buildEfgsBatch } from '../../db/keyserver/queries/efgs-hub-batches.ts'

/** Batches a run: the next goes on. */
const MAX_BATCHES = 200

/**
 * Until nothing waits. Each batch is one statement: others may build at the same time, and a run that dies leaves none half made.
 * @param maxKeys of a batch
 * @returns how many batches this run made
 */
export async function buildEfgsBatches(
  db: KeyserverDatabase,
  maxKeys: number,
  now: UnixSeconds,
): Promise<number> {
  let built = 0
  while (built < MAX_BATCHES && (await buildEfgsBatch(db, maxKeys, now))) built++
  return built
}
