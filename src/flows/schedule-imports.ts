/** Looks into the index of every active import and notes which files are new, gone, back, or old enough to be forgotten. */

import { fileUrl, MAX_INDEX_BYTES, readForeignIndex } from '../core/foreign/foreign-index.ts'
import { compareIndex } from '../core/foreign/index-changes.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { addSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type ExportImport,
  readActiveImports,
  readKnownFiles,
  writeIndexChanges,
} from '../db/keyserver/queries/imports.ts'
import { failureName, inWords } from './foreign-failure.ts'
import { JobFailure } from './job-failure.ts'
import type { OutboundReader } from './outbound.ts'

export interface ScheduleImportsDeps {
  readonly db: KeyserverDatabase
  readonly outbound: OutboundReader
}

const INDEX_LIMITS = { timeoutMs: 30_000, maxBytes: MAX_INDEX_BYTES }

/**
 * @param retentionSeconds age at which a file that no index names any more is forgotten
 * @throws JobFailure 'foreign_indexes_failed' after all imports were tried
 */
export async function scheduleImports(
  deps: ScheduleImportsDeps,
  retentionSeconds: number,
  now: UnixSeconds,
): Promise<{ imports: number; discovered: number; gone: number; forgotten: number }> {
  const failures: unknown[] = []
  const sum = { imports: 0, discovered: 0, gone: 0, forgotten: 0 }
  for (const source of await readActiveImports(deps.db, now)) {
    try {
      const changes = await lookInto(deps, source, addSeconds(now, -retentionSeconds), now)
      sum.imports++
      sum.discovered += changes.discovered.length
      sum.gone += changes.gone.length
      sum.forgotten += changes.forgotten.length
    } catch (error) {
      // One index that can't be read must not hold up the others; the job fails with all of them at the end.
      failures.push(error)
    }
  }
  if (failures.length > 0) {
    throw new JobFailure('foreign_indexes_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return sum
}

async function lookInto(
  deps: ScheduleImportsDeps,
  source: ExportImport,
  forgetBefore: UnixSeconds,
  now: UnixSeconds,
) {
  const lines = await getForeignIndex(deps.outbound, source.indexUrl)
  if (!lines.ok) throw new Error(`index of import ${source.id}: ${inWords(lines.failure)}`)
  const listed = lines.value.map((line) => fileUrl(source.exportRootUrl, line))
  const changes = compareIndex(listed, await readKnownFiles(deps.db, source.id), forgetBefore)
  await writeIndexChanges(deps.db, source.id, changes, now)
  return changes
}

/** @returns the lines of an index, or what is wrong with it by name */
export async function getForeignIndex(
  outbound: OutboundReader,
  indexUrl: string,
): Promise<Result<readonly string[], string>> {
  const body = await outbound.get(indexUrl, INDEX_LIMITS)
  if (!body.ok) return fail(failureName(body.failure))
  const lines = readForeignIndex(body.value)
  return lines.ok ? succeed(lines.value) : fail(`index_${lines.failure}`)
}
