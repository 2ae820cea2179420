/**
 * Publishes keys as the Corona-Warn-App distribution did: hours, days, and the indexes that name them. Archives first, then
 * their record, indexes last; what no index names any more goes at its age.
 */

import { CWA_HASH, cwaHash } from '../../core/layouts/corona-warn-app/hash.ts'
import {
  countryIndex,
  dateIndex,
  dateOf,
  hourIndex,
  hourOf as hourOfDay,
  VERSION_INDEX,
  VERSION_V2_INDEX,
} from '../../core/layouts/corona-warn-app/index-texts.ts'
import { objectName, parseObjectName } from '../../core/layouts/corona-warn-app/paths.ts'
import { HOME_STREAM } from '../../core/layouts/corona-warn-app/plan.ts'
import type { CoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/settings.ts'
import {
  type DirectoryHours,
  listedDays,
  listedHours,
  oldestHourDay,
} from '../../core/layouts/corona-warn-app/tree.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../core/time.ts'
import { type LayoutArchive, recordArchives } from '../../db/keyserver/queries/layout-archives.ts'
import { type LayoutSlot, readSlotsFrom } from '../../db/keyserver/queries/layout-slots.ts'
import type { ObjectMeta } from '../archive-store.ts'
import { JobFailure } from '../job-failure.ts'
import { createdFromOf, packageOf } from './close-slots.ts'
import { type CollectedKeys, collectKeys, joinKeys, NO_KEYS } from './collect-keys.ts'
import { deleteOldArchives } from './delete-archives.ts'
import { type IndexOrder, writeIndexes } from './layout-indexes.ts'
import {
  hourOf,
  type LayoutReport,
  type LayoutRun,
  type LayoutRunDeps,
  slotsToWrite,
  tooLarge,
  writeArchives,
} from './layout-run.ts'
import type { ArchiveOrder, ArchiveSealing } from './store-archive.ts'

const metaOf = (contentType: string, hash: string): ObjectMeta => ({
  contentType,
  cacheControl: 'public,max-age=300',
  custom: { [CWA_HASH]: hash },
})

export interface CoronaWarnAppExport {
  readonly prefix: string
  readonly settings: CoronaWarnAppSettings
}

type Keys = ReadonlyMap<string, CollectedKeys>
type NamedOrder = ArchiveOrder & { readonly name: string }

export async function publishCoronaWarnApp(
  deps: LayoutRunDeps,
  run: LayoutRun,
  exported: CoronaWarnAppExport,
): Promise<LayoutReport> {
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
  /** Days whose hours this run wrote. */
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
      metaOf: async (hash) => metaOf('application/zip', hash),
    }
  }

  async publish(): Promise<LayoutReport> {
    const { db } = this.#deps
    const { id, now } = this.#run
    this.#decisions = [...(await readSlotsFrom(db, id, this.#oldest))]
    for await (const { slot, rows, packages } of slotsToWrite(this.#deps, this.#run, now)) {
      const known = new Set(rows.map(({ stream }) => stream))
      this.#decisions = this.#decisions.filter((row) => row.slot !== slot || !known.has(row.stream))
      this.#decisions.push(...rows)
      await this.#writeHour(slot, packages)
      this.#report.slots++
    }
    await this.#rewriteHours()
    await this.#writeOpenHour()
    await this.#writeDays()
    this.#report.indexes = await writeIndexes(
      this.#deps,
      this.#run,
      this.#indexes(),
      (content) => cwaHash(content, this.#deps.md5),
      (hash) => metaOf('application/json', hash),
    )
    this.#report.deleted = await deleteOldArchives(
      this.#deps,
      this.#run,
      (archive) => this.#isOld(archive),
      (name) => this.#isOldIndex(name),
      this.#oldest,
    )
    this.#report.failures = this.#run.operations.failureCount
    const tooLargeNames = [...this.#run.known.values()].filter(
      ({ status }) => status === 'too_large',
    )
    if (tooLargeNames.length > 0) {
      throw new JobFailure('archive_too_large', tooLargeNames.map(({ name }) => name).join(', '))
    }
    return this.#report
  }

  get #listed(): readonly DirectoryHours[] {
    return listedHours(this.#settings, this.#decisions, this.#run.now)
  }

  async #writeHour(slot: number, packages: Keys): Promise<void> {
    const rows = this.#decisions.filter((row) => row.slot === slot)
    const isKept = slot >= oldestHourDay(this.#settings, this.#run.now)
    const directories = this.#listed.filter(({ hours }) => isKept && hours.includes(slot))
    const orders: NamedOrder[] = []
    if (directories.length > 0) {
      const keys = await this.#keysOf(rows, packages)
      for (const { directory } of directories) {
        orders.push(this.#hourOrder(directory, slot, await this.#keysFor(directory, keys)))
      }
    }
    await this.#write(orders, slot)
  }

  /** Hours that are published already: only in a run that may replace them. */
  async #rewriteHours(): Promise<void> {
    if (!this.#isRewriting) return
    const oldest = oldestHourDay(this.#settings, this.#run.now)
    for (const { directory, hours } of this.#listed) {
      for (const slot of hours.filter((hour) => hour >= oldest)) {
        const rows = this.#decisions.filter((row) => row.slot === slot)
        const keys = await this.#keysFor(directory, await this.#keysOf(rows, new Map()))
        await this.#write([this.#hourOrder(directory, slot, keys)])
      }
    }
  }

  /** The hour that is not over: only where an operator has it so. */
  async #writeOpenHour(): Promise<void> {
    if (!this.#settings.demo) return
    const { plan, selection, now } = this.#run
    const createdFrom = createdFromOf(plan, now)
    const newest = Math.max(...this.#decisions.map(({ slot }) => slot))
    for (let slot = newest + SECONDS_PER_HOUR; slot <= hourOf(now); slot += SECONDS_PER_HOUR) {
      const keys = new Map<string, CollectedKeys>()
      for (const { name, audience, rule } of plan.streams) {
        const query = { selection, audience, rule }
        const span = { ...plan.releasesOf(slot), createdFrom }
        const collected = await collectKeys(this.#deps.db, query, span, plan.fields)
        keys.set(name, collected)
        // Not written down: it may still grow.
        this.#decisions.push(openDecision(this.#run.id, name, slot, createdFrom, collected))
      }
      if (!this.#settings.includeIncompleteHours) continue
      const directories = this.#listed.filter(({ hours }) => hours.includes(slot))
      const orders: NamedOrder[] = []
      for (const { directory } of directories) {
        orders.push(this.#hourOrder(directory, slot, await this.#keysFor(directory, keys)))
      }
      await this.#write(orders)
    }
  }

  async #writeDays(): Promise<void> {
    const newest = Math.max(...this.#decisions.map(({ slot }) => slot))
    for (const { directory, hours } of this.#listed) {
      for (const day of listedDays(this.#settings, hours, this.#run.now)) {
        const isWhole = newest >= day + SECONDS_PER_DAY - SECONDS_PER_HOUR
        const isToday = day === floorToDay(this.#run.now)
        const known = this.#run.known.get(this.#dayName(directory, day))
        const isTouched = isToday || this.#touched.has(day)
        const isOpen =
          known?.status !== 'published' ||
          this.#isRewriting ||
          (isTouched && this.#isMutable(isToday))
        if ((!isWhole && !isToday) || !isOpen || day < this.#oldest) continue
        const rows = this.#decisions.filter(
          (row) => row.slot >= day && row.slot < day + SECONDS_PER_DAY,
        )
        const parts: CollectedKeys[] = []
        for (const row of rows) {
          if (directory === this.#settings.originCountry && row.stream !== HOME_STREAM) continue
          if (row.keyCount > 0) parts.push(await packageOf(this.#deps.db, this.#run, row))
        }
        await this.#write([this.#dayOrder(directory, day, await joinKeys(parts))])
      }
    }
  }

  /** Stores what is not too large for phones; of the rest it is noted that it is. */
  async #write(orders: readonly NamedOrder[], slot?: number): Promise<void> {
    const { id, now } = this.#run
    const most = this.#settings.maxKeysPerBundle
    const large = orders
      .filter(({ keys }) => keys.count > most)
      .map((order) => tooLarge(order, id, now))
    await recordArchives(this.#deps.db, large)
    for (const archive of large) this.#run.known.set(archive.name, archive)
    const small = orders.filter(({ keys }) => keys.count <= most)
    const stored = await writeArchives(this.#deps, this.#run, this.#sealing, small, slot)
    for (const archive of stored) this.#touched.add(floorToDay(archive.slot))
    this.#report.archives += stored.length
    this.#report.keys += stored.reduce((sum, { keyCount }) => sum + keyCount, 0)
  }

  #isMutable(isToday: boolean): boolean {
    const { demo, includeIncompleteDays } = this.#settings
    return demo || this.#isRewriting || (isToday && includeIncompleteDays)
  }

  /** A forced run; or, in the days of the seed, any after a change. Once, and not in every hour that follows. */
  get #isRewriting(): boolean {
    const { forceUpdateKeyFiles, era } = this.#settings
    return this.#run.isChanged && (forceUpdateKeyFiles || era === 'seed')
  }

  #hourOrder(directory: string, slot: number, keys: CollectedKeys): NamedOrder {
    return {
      name: this.#hourName(directory, slot),
      directory,
      kind: 'fine',
      slot,
      startAt: slot,
      endAt: slot + SECONDS_PER_HOUR,
      region: directory,
      keys,
      isMutable: this.#isMutable(false),
    }
  }

  #dayOrder(directory: string, day: number, keys: CollectedKeys): NamedOrder {
    return {
      name: this.#dayName(directory, day),
      directory,
      kind: 'day',
      slot: day,
      startAt: day,
      endAt: day + SECONDS_PER_DAY,
      region: directory,
      keys,
      isMutable: this.#settings.includeIncompleteDays || this.#isMutable(false),
    }
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

  #indexes(): readonly IndexOrder[] {
    const { originCountry, era, euPackageName, emptyTodayIndex } = this.#settings
    const prefix = this.#prefix
    const countries = era === 'seed' ? [originCountry] : [originCountry, euPackageName]
    const indexes = [
      { name: objectName(prefix, { kind: 'versions' }), text: VERSION_INDEX },
      { name: objectName(prefix, { kind: 'versions_v2' }), text: VERSION_V2_INDEX },
      { name: objectName(prefix, { kind: 'countries' }), text: countryIndex(countries) },
    ]
    const isPublished = (name: string) => this.#run.known.get(name)?.status === 'published'
    const today = floorToDay(this.#run.now)
    const oldestDay = oldestHourDay(this.#settings, this.#run.now)
    for (const { directory: country, hours } of this.#listed) {
      const days = listedDays(this.#settings, hours, this.#run.now).filter((day) =>
        isPublished(this.#dayName(country, day)),
      )
      indexes.push({ name: objectName(prefix, { kind: 'dates', country }), text: dateIndex(days) })
      const published = hours.filter((hour) => isPublished(this.#hourName(country, hour)))
      for (let day = oldestDay; day <= today; day += SECONDS_PER_DAY) {
        const ofDay = published.filter((hour) => floorToDay(hour) === day)
        if (ofDay.length === 0 && !(emptyTodayIndex && day === today)) continue
        const name = objectName(prefix, { kind: 'hours', country, date: dateOf(day) })
        indexes.push({ name, text: hourIndex(ofDay) })
      }
    }
    return indexes
  }

  #hourName(country: string, slot: number): string {
    const hour = hourOfDay(slot)
    return objectName(this.#prefix, { kind: 'hour', country, date: dateOf(slot), hour })
  }

  #dayName(country: string, day: number): string {
    return objectName(this.#prefix, { kind: 'day', country, date: dateOf(day) })
  }

  #isOld({ kind, slot }: LayoutArchive): boolean {
    const oldest = kind === 'day' ? this.#oldest : oldestHourDay(this.#settings, this.#run.now)
    return slot < oldest
  }

  /** Hour indexes go with their hours. */
  #isOldIndex(name: string): boolean {
    const object = parseObjectName(this.#prefix, name)
    if (object?.kind !== 'hours') return false
    return object.date < dateOf(oldestHourDay(this.#settings, this.#run.now))
  }
}

const floorToDay = (at: number): number => at - (at % SECONDS_PER_DAY)

const openDecision = (
  exportId: number,
  stream: string,
  slot: number,
  createdFrom: number,
  keys: CollectedKeys,
): LayoutSlot => ({
  exportId,
  stream,
  slot,
  releaseFrom: slot,
  releaseTo: slot + SECONDS_PER_HOUR,
  createdFrom,
  keyCount: keys.count,
  waitingKeyCount: 0,
  ownKeyCount: keys.count,
  newestCreatedAt: keys.newestCreatedAt,
  writtenAt: null,
})
