/** Works off open batches and then brings indexes up to date: archives first, then the record of them, the index last. */

import { addSeconds, type UnixSeconds } from '../core/time.ts'
import { completeBatch, leaseBatch } from '../db/keyserver/queries/exports.ts'
import { JobFailure } from './job-failure.ts'
import { publishIndexes } from './publish-index.ts'
import { type WriteExportDeps, writeBatch } from './write-export.ts'

export interface WriteExportsSettings {
  /** How long a batch belongs to the run that took it. */
  readonly leaseSeconds: number
  /** A run takes no further batch when it is that old: the next run does. */
  readonly maxRunSeconds: number
  /** Age at which a file leaves the index. */
  readonly fileLifetimeSeconds: number
}

export interface WriteExportsReport {
  readonly batches: number
  readonly files: number
  readonly keys: number
  readonly indexes: number
}

/**
 * @param clock read for each batch anew: its lease begins when it is taken, not when the run began
 * @throws after all batches and indexes were tried, where some failed. Batches are tried again once their lease has ended,
 *   indexes by the next run
 */
export async function writeExports(
  deps: WriteExportDeps,
  settings: WriteExportsSettings,
  clock: () => UnixSeconds,
): Promise<WriteExportsReport> {
  const startedAt = clock()
  const failures: unknown[] = []
  let batches = 0
  let files = 0
  let keys = 0
  for (let now = startedAt; now < startedAt + settings.maxRunSeconds; now = clock()) {
    const batch = await leaseBatch(deps.db, now, addSeconds(now, settings.leaseSeconds))
    if (batch === undefined) break
    try {
      const written = await writeBatch(deps, batch)
      await completeBatch(deps.db, batch, written)
      batches++
      files += written.length
      keys += written.reduce((sum, file) => sum + file.keyCount, 0)
    } catch (error) {
      // One batch that can't be written must not hold up the others; the job fails with all of them at the end.
      failures.push(error)
    }
  }
  const indexes = await publishIndexes(deps, settings.fileLifetimeSeconds, clock())
  const problems = [...failures, ...indexes.failures]
  if (problems.length > 0) {
    const reason = failures.length > 0 ? 'batches_failed' : 'indexes_failed'
    throw new JobFailure(reason, `${problems.length} failed`, {
      cause: new AggregateError(problems),
    })
  }
  return { batches, files, keys, indexes: indexes.written }
}
