/** One country's days and hours in the Corona-Warn-App's layout, and whether they and their indexes fit together. Pure. */

import { parseIsoTime } from '../../iso-time.ts'
import { objectName } from '../corona-warn-app/paths.ts'
import { compareToHours, KeyPlaces } from './key-places.ts'
import type { PresentArchive, TreeRecord } from './tree-record.ts'

/** Undefined: the archive can not be read. */
type Keys = ReadonlySet<string> | undefined

interface HoursOfDay {
  /** What the index of the day's hours names; undefined where there is none. */
  listed: readonly number[] | undefined
  readonly archives: Map<number, Keys>
}

type Place =
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'hour'; readonly date: string; readonly hour: number }

export class CountryRecord {
  /** What the index of days names; undefined where there is none. */
  dates: readonly string[] | undefined
  readonly #country: string
  readonly #days = new Map<string, Keys>()
  readonly #hours = new Map<string, HoursOfDay>()

  constructor(country: string) {
    this.#country = country
  }

  hoursOf(date: string): HoursOfDay {
    const known = this.#hours.get(date)
    if (known !== undefined) return known
    const made: HoursOfDay = { listed: undefined, archives: new Map() }
    this.#hours.set(date, made)
    return made
  }

  add(place: Place, keys: Keys): void {
    if (place.kind === 'day') this.#days.set(place.date, keys)
    else this.hoursOf(place.date).archives.set(place.hour, keys)
  }

  finish(record: TreeRecord): void {
    const index = objectName('', { kind: 'dates', country: this.#country })
    const archivesOf = (dates: Iterable<string>): PresentArchive[] =>
      Array.from(dates, (date) => ({ name: this.#dayName(date), age: midnightOf(date) }))
    const listed = this.dates && archivesOf(this.dates)
    record.checkListed(index, listed, archivesOf(this.#days.keys()))
    const inDays = new KeyPlaces()
    for (const date of [...this.#days.keys()].sort()) {
      const name = this.#dayName(date)
      record.reportAll(name, inDays.add(name, this.#days.get(date) ?? []))
    }
    const inHours = new KeyPlaces()
    for (const date of [...this.#hours.keys()].sort()) this.#finishHours(record, date, inHours)
  }

  #dayName(date: string): string {
    return objectName('', { kind: 'day', country: this.#country, date })
  }

  #hourName(date: string, hour: number): string {
    return objectName('', { kind: 'hour', country: this.#country, date, hour })
  }

  #finishHours(record: TreeRecord, date: string, inHours: KeyPlaces): void {
    const { listed, archives } = this.hoursOf(date)
    const index = objectName('', { kind: 'hours', country: this.#country, date })
    const archivesOf = (hours: Iterable<number>): PresentArchive[] =>
      Array.from(hours, (hour) => ({ name: this.#hourName(date, hour), age: hour }))
    record.checkListed(index, listed && archivesOf(listed), archivesOf(archives.keys()))
    for (const hour of [...archives.keys()].sort((a, b) => a - b)) {
      const name = this.#hourName(date, hour)
      record.reportAll(name, inHours.add(name, archives.get(hour) ?? []))
    }
    const day = this.#days.get(date)
    const hours = [...archives.values()].filter((keys) => keys !== undefined)
    const areAllRead = hours.length === archives.size && listed?.every((hour) => archives.has(hour))
    // Hours are deleted long before their day, all at once.
    if (day !== undefined && hours.length > 0 && areAllRead) {
      record.reportAll(this.#dayName(date), compareToHours(day, hours))
    }
  }
}

const midnightOf = (date: string): number => parseIsoTime(`${date}T00:00:00Z`) ?? 0
