/**
 * Decides what stands in the packages of each slot that is over: once, in order, and written down before anything is
 * published of it. A package begins where the one before ended, so every release is in one package; too few keys wait.
 */

import type { KeySelection } from '../../core/export/selection.ts'
import type { LayoutPlan, LayoutStream, SlotReleases } from '../../core/layouts/plan.ts'
import { type PaddingProgress, paddedWindows } from '../../core/padding/padded-windows.ts'
import { asUnixSeconds, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readFirstRelease } from '../../db/keyserver/queries/layout-keys.ts'
import { decideSlots, type LayoutSlot } from '../../db/keyserver/queries/layout-slots.ts'
import { type CollectedKeys, collectKeys, joinKeys, NO_KEYS } from './collect-keys.ts'

export interface ClosingExport {
  readonly id: number
  readonly plan: LayoutPlan
  readonly selection: KeySelection
  /** No slot closes from then on. Unix seconds. */
  readonly endsAt: number | undefined
}

export interface ClosingDeps {
  readonly db: KeyserverDatabase
  readonly paddingProgress: readonly PaddingProgress[]
  readonly truncateWindowSeconds: number
}

/** What was decided about a slot, with the keys as far as they had to be read for it. */
export interface ClosedSlot {
  readonly slot: number
  readonly rows: readonly LayoutSlot[]
  /** Keys of the package by stream; one that is not here is to be read. */
  readonly packages: ReadonlyMap<string, CollectedKeys>
}

/** An upload that began in a release slot is written by then. */
const UPLOAD_GRACE_SECONDS = 60

/** The next slot that may close; undefined where it is not over or not padded. */
export async function nextSlot(
  deps: ClosingDeps,
  exported: ClosingExport,
  newest: readonly LayoutSlot[],
  now: UnixSeconds,
): Promise<number | undefined> {
  const { plan, endsAt } = exported
  const hasEnded = endsAt !== undefined && endsAt <= now
  if (hasEnded && newest.length === 0) return undefined
  const last = Math.max(...newest.map(({ slot }) => slot))
  const slot = newest.length > 0 ? last + plan.slotSeconds : await firstSlot(deps, exported, now)
  if (slot === undefined || (endsAt !== undefined && slot > endsAt)) return undefined
  return isClosable(deps, exported, slot, now) ? slot : undefined
}

/** Where an export begins: with the first release that it may still publish, or, where there is none, now. */
async function firstSlot(
  deps: ClosingDeps,
  exported: ClosingExport,
  now: UnixSeconds,
): Promise<number | undefined> {
  const { plan, selection } = exported
  const createdFrom = createdFromOf(plan, now)
  const releases: number[] = []
  for (const { audience, rule } of plan.streams) {
    const query = { selection, sources: plan.sources, audience, rule }
    const release = await readFirstRelease(deps.db, query, createdFrom)
    if (release !== undefined) releases.push(release)
  }
  let newest = now - (now % plan.slotSeconds) + 2 * plan.slotSeconds
  const oldest = now - plan.publishSeconds - 2 * plan.slotSeconds
  while (newest > oldest && !isClosable(deps, exported, newest, now)) newest -= plan.slotSeconds
  let slot = newest
  const first = Math.min(...releases)
  while (slot > oldest && plan.releasesOf(slot).from > first) slot -= plan.slotSeconds
  return slot
}

/** Keys submitted before are not published any more: whole hours, as the originals count. */
export const createdFromOf = (plan: LayoutPlan, now: UnixSeconds): number => {
  const from = now - plan.publishSeconds
  return from - (from % 3600)
}

function isClosable(
  { paddingProgress, truncateWindowSeconds }: ClosingDeps,
  { plan, selection }: ClosingExport,
  slot: number,
  now: UnixSeconds,
): boolean {
  if (now < slot + plan.notBefore) return false
  const { from, to } = plan.releasesOf(slot)
  // Submissions up to the slot's last release may be in it: their slots of the store have to be over, and padded.
  const lastSubmissions = to - 1 - ((to - 1) % truncateWindowSeconds)
  const end = asUnixSeconds(lastSubmissions + truncateWindowSeconds)
  if (now < end + UPLOAD_GRACE_SECONDS) return false
  const taken = {
    outputRegion: '',
    inputRegions: selection.regions,
    excludeRegions: selection.excludeRegions,
    includeTravelers: selection.includeTravelers,
  }
  const windows = [{ start: asUnixSeconds(from), end }]
  return paddedWindows(windows, paddingProgress, taken, truncateWindowSeconds).length === 1
}

/** Reads what a slot brings, decides, and writes it down. */
export async function closeSlot(
  deps: ClosingDeps,
  exported: ClosingExport,
  newest: readonly LayoutSlot[],
  slot: number,
  now: UnixSeconds,
): Promise<ClosedSlot> {
  const { plan } = exported
  const createdFrom = createdFromOf(plan, now)
  const own = plan.releasesOf(slot)
  const packages = new Map<string, CollectedKeys>()
  const decided: Omit<LayoutSlot, 'writtenAt'>[] = []
  for (const stream of plan.streams) {
    const before = newest.find((row) => row.stream === stream.name)
    const decision = await decide(deps, exported, stream, before, own, createdFrom)
    packages.set(stream.name, decision.keys)
    decided.push({
      exportId: exported.id,
      stream: stream.name,
      slot,
      createdFrom,
      keyCount: decision.keys.count,
      ...decision.row,
    })
  }
  const rows = await decideSlots(deps.db, decided)
  // Another run may have been faster, and have read at another time: then its decision stands, and is read anew.
  const isOurs = rows.every((row) => row.createdFrom === createdFrom && row.writtenAt === null)
  return { slot, rows, packages: isOurs ? packages : new Map() }
}

type Decision = {
  readonly keys: CollectedKeys
  readonly row: Pick<
    LayoutSlot,
    'releaseFrom' | 'releaseTo' | 'waitingKeyCount' | 'ownKeyCount' | 'newestCreatedAt'
  >
}

async function decide(
  deps: ClosingDeps,
  { plan, selection }: ClosingExport,
  stream: LayoutStream,
  before: LayoutSlot | undefined,
  own: SlotReleases,
  createdFrom: number,
): Promise<Decision> {
  const { audience, rule, minimumKeys } = stream
  const query = { selection, sources: plan.sources, audience, rule }
  const ownKeys = await collectKeys(deps.db, query, { ...own, createdFrom }, plan.fields)
  const counts = { ownKeyCount: ownKeys.count, newestCreatedAt: ownKeys.newestCreatedAt }
  const waitingCount = before?.waitingKeyCount ?? 0
  const waitingFrom = waitingCount > 0 && before !== undefined ? before.releaseTo : own.from
  const wait = (count: number): Decision => {
    const at = count > 0 ? waitingFrom : own.to
    return {
      keys: NO_KEYS,
      row: { ...counts, releaseFrom: at, releaseTo: at, waitingKeyCount: count },
    }
  }
  if (waitingCount + ownKeys.count < Math.max(1, minimumKeys)) {
    return wait(waitingCount + ownKeys.count)
  }
  const waiting =
    waitingFrom < own.from
      ? await collectKeys(
          deps.db,
          query,
          { from: waitingFrom, to: own.from, createdFrom, starts: own.starts },
          plan.fields,
        )
      : NO_KEYS
  const keys = await joinKeys([waiting, ownKeys])
  // Some that waited may have become too old meanwhile.
  if (keys.count < Math.max(1, minimumKeys)) return wait(keys.count)
  return {
    keys,
    row: { ...counts, releaseFrom: waitingFrom, releaseTo: own.to, waitingKeyCount: 0 },
  }
}

/** The keys of a slot's package, as was decided. */
export async function packageOf(
  db: KeyserverDatabase,
  { plan, selection }: ClosingExport,
  row: LayoutSlot,
): Promise<CollectedKeys> {
  if (row.releaseFrom >= row.releaseTo) return NO_KEYS
  const stream = plan.streams.find(({ name }) => name === row.stream)
  if (stream === undefined) return NO_KEYS
  const { audience, rule } = stream
  const { starts } = plan.releasesOf(row.slot)
  return collectKeys(
    db,
    { selection, sources: plan.sources, audience, rule },
    { from: row.releaseFrom, to: row.releaseTo, createdFrom: row.createdFrom, starts },
    plan.fields,
  )
}
