/**
 * Publishes keys as the NHS backend did: a file every two hours and one a day, each there for every period whether it has
 * keys or not. The day's file is replaced until its day is over; what is too old is replaced by an empty one, or goes.
 */

import { concatBytes, toHex } from '../../core/bytes.ts'
import { sha256 } from '../../core/crypto/sha256.ts'
import { nhsObjectName } from '../../core/layouts/nhs/names.ts'
import { DEFAULT_SET } from '../../core/layouts/nhs/plan.ts'
import { planObjects } from '../../core/layouts/nhs/retention.ts'
import type { NhsSettings } from '../../core/layouts/nhs/settings.ts'
import {
  type HeaderSigner,
  SIGNATURE_DATE_HEADER,
  SIGNATURE_HEADER,
  signObjectHeaders,
} from '../../core/layouts/nhs/signed-headers.ts'
import {
  PERIOD_SECONDS,
  PERIODS_OF_A_RUN,
  type PeriodKind,
  periodOf,
} from '../../core/layouts/nhs/windows.ts'
import { asUnixSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { type LayoutSlot, readSlotsFrom } from '../../db/keyserver/queries/layout-slots.ts'
import type { ObjectMeta } from '../archive-store.ts'
import { JobFailure } from '../job-failure.ts'
import { packageOf } from './close-slots.ts'
import { type CollectedKeys, joinKeys, NO_KEYS } from './collect-keys.ts'
import { deleteOldArchives } from './delete-archives.ts'
import {
  type LayoutReport,
  type LayoutRun,
  type LayoutRunDeps,
  slotsToWrite,
  writeArchives,
} from './layout-run.ts'
import type { ArchiveOrder, ArchiveSealing } from './store-archive.ts'

export interface NhsExport {
  readonly prefix: string
  readonly settings: NhsSettings
  /** Signs what objects say of themselves. */
  readonly headerSigner: HeaderSigner
}

const CUSTOM_PREFIX = /^x-amz-meta-/
/** Of all that was published; the day that is not over is asked for anew as often as apps look for it. */
const CACHE_CONTROL = 'public, max-age=300'
/** What one archive may hold in memory. */
const MAX_KEYS = 500_000

export async function publishNhs(
  deps: LayoutRunDeps,
  run: LayoutRun,
  exported: NhsExport,
): Promise<LayoutReport> {
  return new Publication(deps, run, exported).publish()
}

class Publication {
  readonly #deps: LayoutRunDeps
  readonly #run: LayoutRun
  readonly #prefix: string
  readonly #settings: NhsSettings
  readonly #headerSigner: HeaderSigner
  readonly #sealing: ArchiveSealing
  #decisions: LayoutSlot[] = []
  #report = { slots: 0, archives: 0, keys: 0, indexes: 0, deleted: 0, failures: 0 }

  constructor(deps: LayoutRunDeps, run: LayoutRun, exported: NhsExport) {
    const { prefix, settings, headerSigner } = exported
    this.#deps = deps
    this.#run = run
    this.#prefix = prefix
    this.#settings = settings
    this.#headerSigner = headerSigner
    const app = settings.appBundleId
    this.#sealing = {
      compressor: deps.compressor,
      signers: run.signers,
      signatureInfo: (info) => ({
        ...info,
        ...(app !== '' && { appBundleId: app, androidPackage: app }),
      }),
      hashOf: async (exportBin) => toHex(await sha256(exportBin)),
      metaOf: (_hash, archive) => this.#metaOf(archive),
    }
  }

  async publish(): Promise<LayoutReport> {
    const { db } = this.#deps
    const { id, now } = this.#run
    const oldest = now - (PERIODS_OF_A_RUN.daily + 1) * SECONDS_PER_DAY
    this.#decisions = [...(await readSlotsFrom(db, id, oldest))]
    for await (const { slot, rows, packages } of slotsToWrite(this.#deps, this.#run, now)) {
      this.#decisions = this.#decisions.filter((row) => row.slot !== slot)
      this.#decisions.push(...rows)
      await this.#writeSlot(slot, rows, packages)
      this.#report.slots++
    }
    const newest = Math.max(...this.#decisions.map(({ slot }) => slot))
    if (Number.isFinite(newest)) await this.#fill(asUnixSeconds(newest))
    this.#report.failures = this.#run.operations.failureCount
    return this.#report
  }

  /** The two-hourly files of a period, and the day's as it is with them. */
  async #writeSlot(
    slot: number,
    rows: readonly LayoutSlot[],
    packages: ReadonlyMap<string, CollectedKeys>,
  ): Promise<void> {
    const orders: ArchiveOrder[] = []
    for (const row of rows) {
      const keys = packages.get(row.stream) ?? (await packageOf(this.#deps.db, this.#run, row))
      orders.push(this.#order(row.stream, 'two-hourly', slot, keys))
      orders.push(
        this.#order(row.stream, 'daily', this.#dayOf(slot), await this.#dayKeys(row, keys)),
      )
    }
    await this.#write(orders, slot)
  }

  #dayOf = (slot: number): UnixSeconds => periodOf(asUnixSeconds(slot - 1), PERIOD_SECONDS.daily, 0)

  /** Keys of the day so far: those of its two-hourly files, of which one that failed may be written after a later one. */
  async #dayKeys(row: LayoutSlot, own: CollectedKeys): Promise<CollectedKeys> {
    const end = this.#dayOf(row.slot)
    const others = this.#decisions.filter(
      ({ stream, slot }) =>
        stream === row.stream && slot !== row.slot && slot > end - SECONDS_PER_DAY && slot <= end,
    )
    const parts = [own]
    for (const other of others) {
      if (other.keyCount > 0) parts.push(await packageOf(this.#deps.db, this.#run, other))
    }
    return joinKeys(parts)
  }

  /** Files of periods before the export began, and what becomes of those that are too old. */
  async #fill(newest: UnixSeconds): Promise<void> {
    // What was decided is for its slot to write: an empty file in its place would stay.
    const decided = new Set(
      this.#decisions.flatMap(({ stream, slot }) => [
        this.#name(stream, 'two-hourly', slot),
        this.#name(stream, 'daily', this.#dayOf(slot)),
      ]),
    )
    const written = new Set<string>()
    const missing: ArchiveOrder[] = []
    for (const { name } of this.#run.plan.streams) {
      for (const [kind, end] of periodsUpTo(newest)) {
        const object = this.#name(name, kind, end)
        written.add(object)
        if (decided.has(object) || this.#run.known.get(object)?.status === 'published') continue
        missing.push(this.#order(name, kind, end, NO_KEYS))
      }
    }
    await this.#write(missing)
    const plan = planObjects([...this.#run.known.keys()], {
      prefix: this.#prefix,
      written,
      emptyDailyDays: this.#settings.emptyDailyDays,
      now: this.#run.now,
    })
    const emptied = plan.empty.flatMap((object): ArchiveOrder[] => {
      const known = this.#run.known.get(object)
      if (known === undefined || known.keyCount === 0) return []
      return [this.#order(known.directory, 'daily', known.slot, NO_KEYS)]
    })
    await this.#write(emptied)
    const removed = new Set(plan.remove)
    this.#report.deleted = await deleteOldArchives(
      this.#deps,
      this.#run,
      ({ name }) => removed.has(name),
      () => false,
      newest - (PERIODS_OF_A_RUN.daily + 1) * SECONDS_PER_DAY,
    )
  }

  async #write(orders: readonly ArchiveOrder[], slot?: number): Promise<void> {
    if (orders.some(({ keys }) => keys.count > MAX_KEYS)) {
      throw new JobFailure('archive_too_large', `a period has more than ${MAX_KEYS} keys`)
    }
    const stored = await writeArchives(this.#deps, this.#run, this.#sealing, orders, slot)
    this.#report.archives += stored.length
    this.#report.keys += stored.reduce((sum, { keyCount }) => sum + keyCount, 0)
  }

  #name(stream: string, kind: PeriodKind, end: number): string {
    const region = stream === DEFAULT_SET ? undefined : stream
    return nhsObjectName(this.#prefix, { region, kind, end: asUnixSeconds(end) })
  }

  #order(stream: string, kind: PeriodKind, end: number, keys: CollectedKeys): ArchiveOrder {
    const offset = this.#settings.offsetMinutes * 60
    return {
      name: this.#name(stream, kind, end),
      directory: stream,
      kind: kind === 'daily' ? 'day' : 'fine',
      slot: end,
      startAt: end - PERIOD_SECONDS[kind] + offset,
      endAt: end + offset,
      region: undefined,
      keys,
      isMutable: kind === 'daily',
    }
  }

  async #metaOf(archive: readonly Uint8Array[]): Promise<ObjectMeta> {
    const signed = await signObjectHeaders(
      this.#headerSigner,
      concatBytes(...archive),
      this.#run.now,
    )
    const custom = [SIGNATURE_HEADER, SIGNATURE_DATE_HEADER] as const
    return {
      contentType: 'application/zip',
      cacheControl: CACHE_CONTROL,
      custom: Object.fromEntries(
        custom.map((name) => [name.replace(CUSTOM_PREFIX, ''), signed[name]]),
      ),
    }
  }
}

/** Ends of all periods that have a file, up to that of the newest two-hourly one. */
function* periodsUpTo(newest: UnixSeconds): Generator<readonly [PeriodKind, number]> {
  const day = periodOf(asUnixSeconds(newest - 1), PERIOD_SECONDS.daily, 0)
  for (let back = 0; back < PERIODS_OF_A_RUN['two-hourly']; back++) {
    yield ['two-hourly', newest - back * PERIOD_SECONDS['two-hourly']]
  }
  for (let back = 0; back < PERIODS_OF_A_RUN.daily; back++) {
    yield ['daily', day - back * SECONDS_PER_DAY]
  }
}
