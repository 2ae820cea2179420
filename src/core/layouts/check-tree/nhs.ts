/** A tree in the NHS layout: archives of two hours and of a day for each set, by the ends of their periods. There is no index. Pure. */

import { problem } from '../../export/archive-rules.ts'
import type { FolderProblem } from '../../export/check-folder.ts'
import { asUnixSeconds, type UnixSeconds } from '../../time.ts'
import { type NhsObject, nhsObjectName, parseNhsObjectName } from '../nhs/names.ts'
import {
  PERIOD_KINDS,
  PERIOD_SECONDS,
  type PeriodKind,
  periodsOfRun,
  runAt,
} from '../nhs/windows.ts'
import { checkAnswerSignature } from './answer-signature.ts'
import { compareToHours, KeyPlaces, keySetOf } from './key-places.ts'
import { checkRegion, checkSpan, readTreeArchive } from './tree-archive.ts'
import {
  NO_LINKS,
  type ObjectReport,
  type TreeCheck,
  type TreeObject,
  type TreeTrust,
} from './tree-check.ts'
import { TreeRecord } from './tree-record.ts'

const SECONDS_PER_MINUTE = 60
const PERIODS_OF_A_DAY = PERIOD_SECONDS.daily / PERIOD_SECONDS['two-hourly']

/** Keys by the end of the period; undefined: the archive can not be read. */
type Periods = Map<number, ReadonlySet<string> | undefined>
type NhsSet = Readonly<Record<PeriodKind, Periods>>

export class NhsCheck implements TreeCheck {
  readonly first: readonly string[]
  readonly #trust: TreeTrust
  readonly #record = new TreeRecord()
  readonly #sets = new Map<string | undefined, NhsSet>()

  constructor(trust: TreeTrust) {
    this.#trust = trust
    const sets = [undefined, ...trust.regions]
    if (trust.isAskedFor) for (const region of sets) this.#setOf(region)
    this.first = sets.flatMap((region) =>
      PERIOD_KINDS.flatMap((kind) =>
        periodsOf(trust, kind).map((end) => nhsObjectName('', { region, kind, end })),
      ),
    )
  }

  async add(object: TreeObject): Promise<ObjectReport> {
    const place = parseNhsObjectName('', object.name)
    if (place === undefined) {
      const problems = [problem('object-unknown', 'no such object')]
      return { archive: undefined, problems, links: NO_LINKS }
    }
    this.#record.add(object.name)
    const { archive, problems } = await readTreeArchive(object, this.#trust, () => place.end)
    const keys = archive === undefined ? undefined : keySetOf(archive.message)
    this.#setOf(place.region)[place.kind].set(place.end, keys)
    const found = [...problems, ...(await checkAnswerSignature(object, this.#trust.headerKey))]
    if (archive === undefined) return { archive, problems: found, links: NO_LINKS }
    found.push(...checkSpan(archive.message, this.#spanOf(place)))
    // Files of this layout name no region, those of a region's set neither.
    found.push(...checkRegion(archive.message, undefined))
    return { archive, problems: found, links: NO_LINKS }
  }

  finish(): readonly FolderProblem[] {
    for (const [region, set] of this.#sets) {
      for (const kind of PERIOD_KINDS) {
        if (set[kind].size > 0 || this.#trust.isAskedFor) {
          this.#finishPeriods(region, kind, set[kind])
        }
      }
      this.#finishDays(region, set)
    }
    return this.#record.finish()
  }

  #setOf(region: string | undefined): NhsSet {
    const known = this.#sets.get(region)
    if (known !== undefined) return known
    const made: NhsSet = { daily: new Map(), 'two-hourly': new Map() }
    this.#sets.set(region, made)
    return made
  }

  #spanOf({ kind, end }: NhsObject) {
    const offset = this.#trust.offsetMinutes * SECONDS_PER_MINUTE
    return { start: end - PERIOD_SECONDS[kind] + offset, end: end + offset }
  }

  /** Every period has a file, if only an empty one. */
  #finishPeriods(region: string | undefined, kind: PeriodKind, periods: Periods): void {
    const nameAt = (end: number) => nhsObjectName('', { region, kind, end: asUnixSeconds(end) })
    const missing = this.#expected(kind, periods).filter((end) => !periods.has(end))
    const [first] = missing
    if (first !== undefined) {
      const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`
      this.#record.report('period-missing', nameAt(first), `this one${others}`)
    }
    const places = new KeyPlaces()
    for (const end of [...periods.keys()].sort((a, b) => a - b)) {
      this.#record.reportAll(nameAt(end), places.add(nameAt(end), periods.get(end) ?? []))
    }
  }

  /** Ascending. The newest that can be asked for may be on its way. */
  #expected(kind: PeriodKind, periods: Periods): readonly number[] {
    const made = this.#trust.isAskedFor ? periodsOf(this.#trust, kind).slice(1) : []
    const ends = made.length > 0 ? made : [...periods.keys()]
    const oldest = Math.min(...ends)
    const count = (Math.max(...ends) - oldest) / PERIOD_SECONDS[kind] + 1
    return Array.from({ length: count }, (_, i) => oldest + i * PERIOD_SECONDS[kind])
  }

  /** The two-hourly files of a day go one after another when they are two weeks old; that of today grows with them. */
  #finishDays(region: string | undefined, set: NhsSet): void {
    const hourly = set['two-hourly']
    const newest = Math.max(...hourly.keys())
    for (const [end, day] of set.daily) {
      const start = end - PERIOD_SECONDS.daily
      const due = Math.min(PERIODS_OF_A_DAY, (newest - start) / PERIOD_SECONDS['two-hourly'])
      const hours = Array.from({ length: Math.max(0, due) }, (_, i) =>
        hourly.get(start + (i + 1) * PERIOD_SECONDS['two-hourly']),
      )
      const read = hours.filter((keys) => keys !== undefined)
      if (day === undefined || read.length === 0 || read.length < hours.length) continue
      const name = nhsObjectName('', { region, kind: 'daily', end: asUnixSeconds(end) })
      this.#record.reportAll(name, compareToHours(day, read))
    }
  }
}

/** Ends of what the newest run made, the newest first. */
function periodsOf({ clock, offsetMinutes }: TreeTrust, kind: PeriodKind): readonly UnixSeconds[] {
  return periodsOfRun(runAt(clock, offsetMinutes * SECONDS_PER_MINUTE), kind)
}
