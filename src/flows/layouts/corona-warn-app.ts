/**
 * Publishes keys as the Corona-Warn-App distribution did: hours, days, and the indexes that name them. Archives first, then
 * their record, indexes last; what no index names any more goes at its age.
 */

import { cwaHash } from '../../core/layouts/corona-warn-app/hash.ts'
import { HOME_STREAM } from '../../core/layouts/corona-warn-app/plan.ts'
import type { CoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/settings.ts'
import {
  type DirectoryHours,
  listedDays,
  listedHours,
  oldestHourDay,
} from '../../core/layouts/corona-warn-app/tree.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../core/time.ts'
import { recordArchives } from '../../db/keyserver/queries/layout-archives.ts'
import { type LayoutSlot, readSlotsFrom } from '../../db/keyserver/queries/layout-slots.ts'
import { packageOf } from './close-slots.ts'
import { type CollectedKeys, joinKeys, NO_KEYS } from './collect-keys.ts'
import { indexesOf, isOldIndex } from './corona-warn-app-indexes.ts'
import {
  coronaWarnAppMeta,
  dayName,
  dayOrder,
  hourName,
  hourOrder,
  type NamedOrder,
} from './corona-warn-app-orders.ts'
import { deleteOldArchives } from './delete-archives.ts'
import { writeIndexes } from './layout-indexes.ts'
import {
  hourOf,
  KEYS_AT_ONCE,
  type LayoutOutcome,
  type LayoutRun,
  type LayoutRunDeps,
  slotsToWrite,
  tooLarge,
  writeArchives,
} from './layout-run.ts'
import { readOpenHour } from './open-hour.ts'
import type { ArchiveSealing } from './store-archive.ts'

export interface CoronaWarnAppExport {
  readonly prefix: string
  readonly settings: CoronaWarnAppSettings
}

type Keys = ReadonlyMap<string, CollectedKeys>

export async function publishCoronaWarnApp(
  deps: LayoutRunDeps,
  run: LayoutRun,
  exported: CoronaWarnAppExport,
): Promise<LayoutOutcome> {
  const publication = new Publication(deps, run, exported)
  return publication.publish()
}

class Publication {
  readonly #deps: LayoutRunDeps
  readonly #run: LayoutRun
  readonly #prefix: string
  readonly #settings: CoronaWarnAppSettings
  readonly #sealing: ArchiveSealing
  readonly #oldest: number
  #decisions: LayoutSlot[] = []
  /** Days that this run closed an hour of, or wrote one of. */
  readonly #touched = new Set<number>()
  #report = { slots: 0, archives: 0, keys: 0, indexes: 0, deleted: 0, failures: 0 }

  constructor(deps: LayoutRunDeps, run: LayoutRun, { prefix, settings }: CoronaWarnAppExport) {
    this.#deps = deps
    this.#run = run
    this.#prefix = prefix
    this.#settings = settings
    this.#oldest = floorToDay(run.now) - settings.retentionDays * SECONDS_PER_DAY
    const { appBundleId } = settings
    this.#sealing = {
      compressor: deps.compressor,
      signers: run.signers,
      signatureInfo: (info) => ({ ...info, ...(appBundleId !== '' && { appBundleId }) }),
      hashOf: (exportBin) => cwaHash(exportBin, deps.md5),
      metaOf: async (hash) => coronaWarnAppMeta('application/zip', hash),
    }
  }

  async publish(): Promise<LayoutOutcome> {
    const { db } = this.#deps
    const { id, now } = this.#run
    this.#decisions = [...(await readSlotsFrom(db, id, this.#oldest))]
    for await (const { slot, rows, packages } of slotsToWrite(this.#deps, this.#run, now)) {
      const known = new Set(rows.map(({ stream }) => stream))
      this.#decisions = this.#decisions.filter((row) => row.slot !== slot || !known.has(row.stream))
      this.#decisions.push(...rows)
      await this.#writeHour(slot, packages)
      this.#touched.add(floorToDay(slot))
      this.#report.slots++
    }
    await this.#writeHoursAgain()
    await this.#writeOpenHour()
    await this.#writeDays()
    const isPublished = (name: string) => this.#run.known.get(name)?.status === 'published'
    this.#report.indexes = await writeIndexes(
      this.#deps,
      this.#run,
      indexesOf(this.#prefix, this.#settings, this.#listed, isPublished, now),
      (content) => cwaHash(content, this.#deps.md5),
      (hash) => coronaWarnAppMeta('application/json', hash),
    )
    const oldestHour = oldestHourDay(this.#settings, now)
    this.#report.deleted = await deleteOldArchives(
      this.#deps,
      this.#run,
      ({ kind, slot }) => slot < (kind === 'day' ? this.#oldest : oldestHour),
      (name) => isOldIndex(this.#prefix, this.#settings, name, now),
      this.#oldest,
    )
    this.#report.failures = this.#run.operations.failureCount
    const large = [...this.#run.known.values()].filter(({ status }) => status === 'too_large')
    return { ...this.#report, tooLarge: large.map(({ name }) => name) }
  }

  get #listed(): readonly DirectoryHours[] {
    return listedHours(this.#settings, this.#decisions, this.#run.now)
  }

  async #writeHour(slot: number, packages: Keys): Promise<void> {
    const isKept = slot >= oldestHourDay(this.#settings, this.#run.now)
    const directories = this.#listed.filter(({ hours }) => isKept && hours.includes(slot))
    await this.#write(await this.#hourOrders(slot, directories, packages), slot)
  }

  /** Hours that are published already, in a run that may replace them; and those that the maximum held back until now. */
  async #writeHoursAgain(): Promise<void> {
    const oldest = oldestHourDay(this.#settings, this.#run.now)
    for (const { directory, hours } of this.#listed) {
      for (const slot of hours.filter((hour) => hour >= oldest)) {
        const known = this.#run.known.get(hourName(this.#prefix, directory, slot))
        const isHeldBack = known?.status === 'too_large' && !this.#isTooLarge(known.keyCount)
        if (!this.#isRewriting && !isHeldBack) continue
        await this.#write(await this.#hourOrders(slot, [{ directory }], new Map()))
      }
    }
  }

  async #hourOrders(
    slot: number,
    directories: readonly Pick<DirectoryHours, 'directory'>[],
    packages: Keys,
  ): Promise<readonly NamedOrder[]> {
    if (directories.length === 0) return []
    const rows = this.#decisions.filter((row) => row.slot === slot)
    const keys = await this.#keysOf(rows, packages)
    const orders: NamedOrder[] = []
    for (const { directory } of directories) {
      const own = await this.#keysFor(directory, keys)
      orders.push(hourOrder(this.#prefix, directory, slot, own, this.#isMutable))
    }
    return orders
  }

  /** The hour that is not over: only where an operator has it so. */
  async #writeOpenHour(): Promise<void> {
    if (!this.#settings.demo) return
    const { now } = this.#run
    // Where no hour is decided yet, as before the first padding, there is only the present one.
    const newest = Math.max(...this.#decisions.map(({ slot }) => slot))
    const first = Number.isFinite(newest) ? newest + SECONDS_PER_HOUR : hourOf(now)
    for (let slot = first; slot <= hourOf(now); slot += SECONDS_PER_HOUR) {
      const { keys, rows } = await readOpenHour(this.#deps, this.#run, slot)
      this.#decisions.push(...rows)
      if (!this.#settings.includeIncompleteHours) continue
      const directories = this.#listed.filter(({ hours }) => hours.includes(slot))
      await this.#write(await this.#hourOrders(slot, directories, keys))
    }
  }

  /** Days side by side, as many as memory holds. */
  async #writeDays(): Promise<void> {
    const { now } = this.#run
    const listed = this.#listed.map(({ directory, hours }) => ({
      directory,
      days: new Set(listedDays(this.#settings, hours, now)),
    }))
    let orders: NamedOrder[] = []
    let count = 0
    for (const day of new Set(listed.flatMap(({ days }) => [...days]))) {
      const directories = listed.filter(
        ({ directory, days }) => days.has(day) && this.#isDayOpen(directory, day),
      )
      if (directories.length === 0) continue
      const keys = await this.#keysOfDay(day)
      for (const { directory } of directories) {
        const own = await this.#keysFor(directory, keys)
        if (count + own.count > KEYS_AT_ONCE) {
          await this.#write(orders)
          orders = []
          count = 0
        }
        orders.push(dayOrder(this.#prefix, directory, day, own, this.#isDayMutable))
        count += own.count
      }
    }
    await this.#write(orders)
  }

  /** Whether a day's archive is to be written: it is not there, or may be replaced. */
  #isDayOpen(directory: string, day: number): boolean {
    const newest = Math.max(...this.#decisions.map(({ slot }) => slot))
    const isWhole = newest >= day + SECONDS_PER_DAY - SECONDS_PER_HOUR
    const isToday = day === floorToDay(this.#run.now)
    if ((!isWhole && !isToday) || day < this.#oldest) return false
    const known = this.#run.known.get(dayName(this.#prefix, directory, day))
    if (known?.status === 'too_large') return isToday || !this.#isTooLarge(known.keyCount)
    const isTouched = isToday || this.#touched.has(day)
    return known?.status !== 'published' || this.#isRewriting || (isTouched && this.#isDayMutable)
  }

  async #keysOfDay(day: number): Promise<Keys> {
    const parts = new Map<string, CollectedKeys[]>()
    for (const row of this.#decisions) {
      if (row.keyCount === 0 || floorToDay(row.slot) !== day) continue
      const keys = await packageOf(this.#deps.db, this.#run, row)
      parts.set(row.stream, [...(parts.get(row.stream) ?? []), keys])
    }
    const joined = new Map<string, CollectedKeys>()
    for (const [stream, all] of parts) joined.set(stream, await joinKeys(all))
    return joined
  }

  #isTooLarge(keyCount: number): boolean {
    return keyCount > this.#settings.maxKeysPerBundle
  }

  /** Stores what is not too large for phones; of the rest it is noted that it is. */
  async #write(orders: readonly NamedOrder[], slot?: number): Promise<void> {
    const large = orders
      .filter(({ keys }) => this.#isTooLarge(keys.count))
      .map((order) => tooLarge(order, this.#run))
    await recordArchives(this.#deps.db, this.#run.lease, large)
    for (const archive of large) this.#run.known.set(archive.name, archive)
    const small = orders.filter(({ keys }) => !this.#isTooLarge(keys.count))
    const stored = await writeArchives(this.#deps, this.#run, this.#sealing, small, slot)
    for (const archive of stored) this.#touched.add(floorToDay(archive.slot))
    this.#report.archives += stored.length
    this.#report.keys += stored.reduce((sum, { keyCount }) => sum + keyCount, 0)
  }

  get #isMutable(): boolean {
    return this.#settings.demo || this.#isRewriting
  }

  /** A day that was published before it was over is replaced until it is, and once more after its last hour. */
  get #isDayMutable(): boolean {
    return this.#settings.includeIncompleteDays || this.#isMutable
  }

  /** A forced run; or, in the days of the seed, any after a change. Once, and not in every hour that follows. */
  get #isRewriting(): boolean {
    const { forceUpdateKeyFiles, era } = this.#settings
    return this.#run.isChanged && (forceUpdateKeyFiles || era === 'seed')
  }

  async #keysOf(rows: readonly LayoutSlot[], packages: Keys): Promise<Keys> {
    const keys = new Map<string, CollectedKeys>()
    for (const row of rows) {
      const known = packages.get(row.stream)
      keys.set(row.stream, known ?? (await packageOf(this.#deps.db, this.#run, row)))
    }
    return keys
  }

  async #keysFor(directory: string, keys: Keys): Promise<CollectedKeys> {
    const home = keys.get(HOME_STREAM) ?? NO_KEYS
    return directory === this.#settings.originCountry ? home : joinKeys([...keys.values()])
  }
}

const floorToDay = (at: number): number => at - (at % SECONDS_PER_DAY)
