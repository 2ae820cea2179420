/** What a run of one layout export has at hand, and the part of it that all layouts share: closing slots in their order. */

import type { Compressor } from '../../core/export/archive.ts'
import type { Md5 } from '../../core/layouts/corona-warn-app/hash.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  announceArchives,
  type LayoutArchive,
  readArchives,
  recordArchives,
} from '../../db/keyserver/queries/layout-archives.ts'
import type { LayoutLease } from '../../db/keyserver/queries/layout-exports.ts'
import {
  type LayoutSlot,
  readNewestSlots,
  readUnwrittenSlots,
} from '../../db/keyserver/queries/layout-slots.ts'
import type { ArchiveStore } from '../archive-store.ts'
import type { FileSigner } from '../signers.ts'
import {
  type ClosedSlot,
  type ClosingDeps,
  type ClosingExport,
  closeSlot,
  nextSlot,
} from './close-slots.ts'
import { ensureLease } from './layout-lease.ts'
import { type ArchiveOrder, type ArchiveSealing, storeArchive } from './store-archive.ts'
import type { StoreOperations } from './store-operations.ts'

export interface LayoutRunDeps extends ClosingDeps {
  readonly archives: ArchiveStore
  readonly compressor: Compressor
  readonly md5: Md5
}

export interface LayoutRun extends ClosingExport {
  readonly signers: readonly FileSigner[]
  readonly operations: StoreOperations
  readonly lease: LayoutLease
  readonly now: UnixSeconds
  /** Whether its configuration was changed since the last run: only then may what is published already be looked at again. */
  readonly isChanged: boolean
  /** Archives on record, by object name; kept up to date by the run. */
  readonly known: Map<string, LayoutArchive>
}

export interface LayoutReport {
  readonly slots: number
  readonly archives: number
  readonly keys: number
  readonly indexes: number
  readonly deleted: number
  readonly failures: number
}

export interface LayoutOutcome extends LayoutReport {
  /** Names of archives that are not there because phones could not read that many keys. */
  readonly tooLarge?: readonly string[]
}

/** A run takes no more slots: the next one goes on. */
const MAX_SLOTS_A_RUN = 60

/** Slots that a run has to write: those that an earlier one left, then those that are over now. */
export async function* slotsToWrite(
  deps: ClosingDeps,
  run: ClosingExport,
  now: UnixSeconds,
): AsyncGenerator<ClosedSlot> {
  const left = new Map<number, LayoutSlot[]>()
  for (const row of await readUnwrittenSlots(deps.db, run.id)) {
    left.set(row.slot, [...(left.get(row.slot) ?? []), row])
  }
  for (const [slot, rows] of left) yield { slot, rows, packages: new Map() }
  const streams = run.plan.streams.map(({ name }) => name)
  let newest = await readNewestSlots(deps.db, run.id, streams)
  for (let count = left.size; count < MAX_SLOTS_A_RUN; count++) {
    const slot = await nextSlot(deps, run, newest, now)
    if (slot === undefined) return
    const closed = await closeSlot(deps, run, newest, slot, now)
    newest = closed.rows
    yield closed
  }
}

/** Whether there is anything to write, or is every hour's look at indexes and age due. */
export async function isDue(
  deps: ClosingDeps,
  run: ClosingExport,
  refreshedAt: number,
  now: UnixSeconds,
): Promise<boolean> {
  if (refreshedAt < hourOf(now)) return true
  const streams = run.plan.streams.map(({ name }) => name)
  const newest = await readNewestSlots(deps.db, run.id, streams)
  if (newest.some((row) => row.writtenAt === null)) return true
  return (await nextSlot(deps, run, newest, now)) !== undefined
}

export const hourOf = (now: UnixSeconds): number => now - (now % 3600)

export async function readKnownArchives(
  deps: LayoutRunDeps,
  exportId: number,
): Promise<Map<string, LayoutArchive>> {
  const archives = await readArchives(deps.db, exportId)
  return new Map(archives.map((archive) => [archive.name, archive]))
}

/** Keys that archives in the making may have together: each stands in memory thrice. */
export const KEYS_AT_ONCE = 200_000

/**
 * Stores archives side by side and records them, with the slot that they complete if none of them failed.
 * @returns those that changed
 */
export async function writeArchives(
  deps: LayoutRunDeps,
  run: LayoutRun,
  sealing: ArchiveSealing,
  orders: readonly ArchiveOrder[],
  slot?: number,
): Promise<readonly LayoutArchive[]> {
  const store = (order: ArchiveOrder) => () =>
    storeArchive(deps.archives, sealing, order, run, () => ensureLease(deps.db, run.lease))
  await announceArchives(
    deps.db,
    orders.flatMap((order) => {
      const { name } = order
      return typeof name !== 'string' || run.known.has(name)
        ? []
        : [unstored({ ...order, name }, run)]
    }),
  )
  const isLarge = orders.reduce((sum, { keys }) => sum + keys.count, 0) > KEYS_AT_ONCE
  const results: ({ readonly value: LayoutArchive | undefined } | undefined)[] = []
  if (isLarge) for (const order of orders) results.push(await run.operations.try(store(order)))
  else results.push(...(await run.operations.tryAll(orders.map(store))))
  const stored = results.flatMap((result) => (result?.value === undefined ? [] : [result.value]))
  const isComplete = results.every((result) => result !== undefined)
  const written = slot !== undefined && isComplete ? { slot, at: run.now } : undefined
  await recordArchives(deps.db, run.lease, stored, written)
  for (const archive of stored) run.known.set(archive.name, archive)
  return stored
}

/** An archive that is not in the bucket, as far as is known. */
const unstored = (
  order: ArchiveOrder & { readonly name: string },
  { id, now }: Pick<LayoutRun, 'id' | 'now'>,
): Omit<LayoutArchive, 'status'> => ({
  name: order.name,
  exportId: id,
  directory: order.directory,
  kind: order.kind,
  slot: order.slot,
  keyCount: order.keys.count,
  contentHash: '',
  byteLength: 0,
  storedAt: now,
})

/** What is known of an archive that is too large for its layout: it is not written, and said aloud. */
export const tooLarge = (
  order: ArchiveOrder & { readonly name: string },
  run: Pick<LayoutRun, 'id' | 'now'>,
): LayoutArchive => ({ ...unstored(order, run), status: 'too_large' })
