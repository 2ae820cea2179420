/** Retention: keys, records, batches, files and the audit log at their age. What an index still names is not deleted. */

import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../core/time.ts'
import { deleteAuditBefore } from '../db/audit/queries.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { deleteExpiredWorkflows } from '../db/keyserver/queries/coronamelder-workflows.ts'
import {
  deleteBatchesBefore,
  deleteKeysBefore,
  deleteRecordsBefore,
  forgetFile,
  markFilesBefore,
  readDeletableFiles,
} from '../db/keyserver/queries/retention.ts'
import { deleteExpiredTokens } from '../db/keyserver/queries/submission-tokens.ts'
import type { ArchiveStore } from './archive-store.ts'
import { JobFailure } from './job-failure.ts'
import { publishIndexes } from './publish-index.ts'
import { removeWithdrawn } from './withdraw-files.ts'

/** Phones look back 14 days; below ten the original refuses to run, and so do we. */
export const MIN_RETENTION_SECONDS = 10 * SECONDS_PER_DAY

/** Of the audit log, where nothing else is configured. */
const AUDIT_RETENTION_SECONDS = 90 * SECONDS_PER_DAY

const FILES_A_PAGE = 500

export interface DeleteExpiredDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

/** Counts. A type and not an interface, since a job reports any names. */
export type DeleteExpiredReport = {
  readonly keys: number
  readonly files: number
  /** Registrations of CoronaMelder's apps. */
  readonly workflows: number
  /** Those that should have gone, but whose confirmed keys were not published: the job that does that is behind. */
  readonly blockedWorkflows: number
}

export async function deleteExpired(
  deps: DeleteExpiredDeps,
  retentionSeconds: number,
  now: UnixSeconds,
  auditSeconds: number = AUDIT_RETENTION_SECONDS,
): Promise<DeleteExpiredReport> {
  if (retentionSeconds < MIN_RETENTION_SECONDS) {
    throw new JobFailure(
      'retention_too_short',
      `${retentionSeconds} s is below ${MIN_RETENTION_SECONDS} s`,
    )
  }
  const before = addSeconds(now, -retentionSeconds)
  // Each of the four is tried whatever becomes of the others.
  const [keys] = await Promise.allSettled([deleteRows(deps, before, now)])
  const [files] = await Promise.allSettled([deleteFiles(deps, retentionSeconds, before, now)])
  const [audit] = await Promise.allSettled([
    deleteAuditBefore(deps.db, addSeconds(now, -auditSeconds)),
  ])
  const [workflows] = await Promise.allSettled([deleteExpiredWorkflows(deps.db, now, before)])
  if (keys.status === 'rejected') throw keys.reason
  if (workflows.status === 'rejected') throw workflows.reason
  if (audit.status === 'rejected') throw audit.reason
  if (files.status === 'rejected') throw files.reason
  const { deleted, blocked } = workflows.value
  return { keys: keys.value, files: files.value, workflows: deleted, blockedWorkflows: blocked }
}

async function deleteRows(
  deps: DeleteExpiredDeps,
  before: UnixSeconds,
  now: UnixSeconds,
): Promise<number> {
  const keys = await deleteKeysBefore(deps.db, before)
  await deleteRecordsBefore(deps.db, floorTo(before, SECONDS_PER_DAY))
  await deleteBatchesBefore(deps.db, before)
  await deleteExpiredTokens(deps.db, now)
  return keys
}

async function deleteFiles(
  deps: DeleteExpiredDeps,
  retentionSeconds: number,
  before: UnixSeconds,
  now: UnixSeconds,
): Promise<number> {
  await markFilesBefore(deps.db, before)
  const indexes = await publishIndexes(deps, retentionSeconds, now)
  const deleted = await deleteUnnamedFiles(deps)
  // What a withdrawal left that died half way.
  await removeWithdrawn(deps)
  if (indexes.failures.length > 0) {
    throw new JobFailure('indexes_failed', `${indexes.failures.length} failed`, {
      cause: new AggregateError(indexes.failures),
    })
  }
  return deleted
}

/** Files of an export whose index could not be written stay: it still names them. */
async function deleteUnnamedFiles(deps: DeleteExpiredDeps): Promise<number> {
  let deleted = 0
  for (;;) {
    const filenames = await readDeletableFiles(deps.db, FILES_A_PAGE)
    for (const filename of filenames) {
      // The object first: a row without an object is deleted again next time, an object without a row never.
      await deps.archives.remove(filename)
      await forgetFile(deps.db, filename)
    }
    deleted += filenames.length
    if (filenames.length < FILES_A_PAGE) return deleted
  }
}
