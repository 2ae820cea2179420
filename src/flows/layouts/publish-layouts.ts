/** The job of all layouts but Google's: each active export under its own lease; one that fails does not hold up the others. */

import type { Compressor } from '../../core/export/archive.ts'
import type { KeySelection } from '../../core/export/selection.ts'
import type { Md5 } from '../../core/layouts/corona-warn-app/hash.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  endLayoutLease,
  type LayoutExport,
  leaseLayoutExport,
  noteRefreshed,
  readLayoutExports,
} from '../../db/keyserver/queries/layout-exports.ts'
import { readPaddingPolicies } from '../../db/keyserver/queries/padding.ts'
import type { ArchiveStore } from '../archive-store.ts'
import { JobFailure } from '../job-failure.ts'
import type { SecretBox } from '../secret-box.ts'
import { openSigners, usableSignerIds } from '../signers.ts'
import { LeaseLost } from './layout-lease.ts'
import {
  hourOf,
  isDue,
  type LayoutReport,
  type LayoutRunDeps,
  readKnownArchives,
} from './layout-run.ts'
import { openLayout } from './open-layout.ts'
import { type Sleep, StoreOperations } from './store-operations.ts'

export interface PublishLayoutsDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
  readonly secretBox: SecretBox
  readonly compressor: Compressor
  readonly md5: Md5
  readonly sleep: Sleep
}

export interface PublishLayoutsSettings {
  readonly truncateWindowSeconds: number
  /** How long an export belongs to the run that took it. */
  readonly leaseSeconds: number
}

const NOTHING: LayoutReport = {
  slots: 0,
  archives: 0,
  keys: 0,
  indexes: 0,
  deleted: 0,
  failures: 0,
}

/**
 * @throws JobFailure after all exports were tried, where some failed: with the reason of the only one, or 'layouts_failed'
 */
export async function publishLayouts(
  deps: PublishLayoutsDeps,
  settings: PublishLayoutsSettings,
  clock: () => UnixSeconds,
): Promise<LayoutReport> {
  const exports = await readLayoutExports(deps.db, clock())
  if (exports.length === 0) return NOTHING
  const paddingProgress = await readPaddingPolicies(deps.db)
  const { truncateWindowSeconds } = settings
  const runDeps: LayoutRunDeps = { ...deps, paddingProgress, truncateWindowSeconds }
  const failures: unknown[] = []
  let total = NOTHING
  for (const exported of exports) {
    try {
      total = sum(total, await publishOne(deps, runDeps, exported, settings, clock()))
    } catch (error) {
      failures.push(error)
    }
  }
  const [only] = failures
  if (failures.length === 1 && only instanceof JobFailure) throw only
  if (failures.length > 0) {
    throw new JobFailure('layouts_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return total
}

async function publishOne(
  deps: PublishLayoutsDeps,
  runDeps: LayoutRunDeps,
  exported: LayoutExport,
  settings: PublishLayoutsSettings,
  now: UnixSeconds,
): Promise<LayoutReport> {
  const { db, secretBox } = deps
  const { truncateWindowSeconds } = settings
  const layout = await openLayout({ db, secretBox, truncateWindowSeconds }, exported)
  const closing = {
    id: exported.id,
    plan: layout.plan,
    selection: selectionOf(exported),
    endsAt: exported.activeThru ?? undefined,
  }
  if (!layout.isAlwaysDue && !(await isDue(runDeps, closing, exported.refreshedAt, now))) {
    return NOTHING
  }
  const lease = { exportId: exported.id, expiresAt: addSeconds(now, settings.leaseSeconds) }
  const refreshedBefore = Math.min(exported.refreshedAt, hourOf(now) - 1)
  if (!(await leaseLayoutExport(deps.db, lease, refreshedBefore, now))) return NOTHING
  try {
    const signerIds = await usableSignerIds(deps.db, exported.signatureInfoIds, now)
    // Before anything is written or deleted: without a signer no phone would take a file.
    if (signerIds.length === 0) {
      throw new JobFailure('no_usable_signer', `no_usable_signer for layout ${exported.name}`)
    }
    const { tooLarge = [], ...report } = await layout.publish(runDeps, {
      ...closing,
      signers: await openSigners(deps.db, deps.secretBox, signerIds),
      lease,
      operations: new StoreOperations(layout.operations, deps.sleep),
      known: await readKnownArchives(runDeps, exported.id),
      isChanged: exported.refreshedAt === 0,
      now,
    })
    // What failed is tried again by the next run, and so is the rest of a backlog.
    if (report.failures === 0) {
      await noteRefreshed(deps.db, exported.id, refreshedBefore, hourOf(now))
    }
    // Said once an hour, for as long as it lasts.
    if (tooLarge.length > 0) throw new JobFailure('archive_too_large', tooLarge.join(', '))
    return report
  } catch (error) {
    if (error instanceof LeaseLost) return NOTHING
    throw error
  } finally {
    await endLayoutLease(deps.db, lease)
  }
}

const selectionOf = (exported: LayoutExport): KeySelection => ({
  regions: exported.inputRegions,
  excludeRegions: exported.excludeRegions,
  includeTravelers: exported.includeTravelers,
  onlyNonTravelers: false,
})

const sum = (a: LayoutReport, b: LayoutReport): LayoutReport => ({
  slots: a.slots + b.slots,
  archives: a.archives + b.archives,
  keys: a.keys + b.keys,
  indexes: a.indexes + b.indexes,
  deleted: a.deleted + b.deleted,
  failures: a.failures + b.failures,
})
