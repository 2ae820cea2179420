/**
 * A tree in the Corona-Warn-App's layout: indexes that are JSON under the names of the directories that they list, and
 * archives of hours and days for each country. Pure.
 */

import { type ArchiveProblem, problem } from '../../export/archive-rules.ts'
import type { FolderProblem } from '../../export/check-folder.ts'
import { parseIsoTime } from '../../iso-time.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../time.ts'
import { CWA_HASH, cwaHash } from '../corona-warn-app/hash.ts'
import { dateOf } from '../corona-warn-app/index-texts.ts'
import { type CoronaWarnAppObject, objectName, parseObjectName } from '../corona-warn-app/paths.ts'
import { currentDocumentName, documentKindsOf } from '../document-kinds.ts'
import { CountryRecord } from './corona-warn-app-country.ts'
import { readJsonIndex } from './json-index.ts'
import { keySetOf } from './key-places.ts'
import { checkRegion, checkSpan, readTreeArchive } from './tree-archive.ts'
import {
  NO_LINKS,
  type ObjectReport,
  type TreeCheck,
  type TreeObject,
  type TreeTrust,
} from './tree-check.ts'
import { TreeRecord } from './tree-record.ts'

const nameOf = (object: CoronaWarnAppObject): string => objectName('', object)

const VERSIONS = nameOf({ kind: 'versions' })
const COUNTRIES = nameOf({ kind: 'countries' })

type Day = { readonly country: string; readonly date: string }
type Archive = CoronaWarnAppObject & { readonly kind: 'day' | 'hour' }

export class CoronaWarnAppCheck implements TreeCheck {
  readonly first = [VERSIONS, nameOf({ kind: 'versions_v2' }), COUNTRIES]
  readonly #trust: TreeTrust
  readonly #record = new TreeRecord()
  readonly #countries = new Map<string, CountryRecord>()

  /** Directories that the index of them names; undefined where there is none. */
  #listed: readonly string[] | undefined

  constructor(trust: TreeTrust) {
    this.#trust = trust
  }

  async add(object: TreeObject): Promise<ObjectReport> {
    const parsed = parseObjectName('', object.name)
    // What apps download beside keys is not looked into.
    if (isDocument(object.name)) return { archive: undefined, problems: [], links: NO_LINKS }
    if (parsed === undefined) {
      const problems = [problem('object-unknown', 'no such object')]
      return { archive: undefined, problems, links: NO_LINKS }
    }
    this.#record.add(object.name)
    if (parsed.kind === 'day' || parsed.kind === 'hour') return this.#addArchive(object, parsed)
    const problems = this.#checkHash(object, object.bytes)
    const read = this.#readIndex(object, parsed)
    return { archive: undefined, problems: [...problems, ...read.problems], links: read.links }
  }

  finish(): readonly FolderProblem[] {
    for (const [name, country] of this.#countries) {
      country.finish(this.#record)
      if (this.#listed?.includes(name) === false) {
        this.#record.report(
          'index-missing-file',
          COUNTRIES,
          nameOf({ kind: 'dates', country: name }),
        )
      }
    }
    return this.#record.finish()
  }

  #countryOf(country: string): CountryRecord {
    const known = this.#countries.get(country)
    if (known !== undefined) return known
    const made = new CountryRecord(country)
    this.#countries.set(country, made)
    return made
  }

  #checkHash({ headers }: TreeObject, content: Uint8Array): readonly ArchiveProblem[] {
    const sent = headers?.get(`x-amz-meta-${CWA_HASH}`) ?? headers?.get(CWA_HASH)
    if (sent === undefined) return []
    const own = cwaHash(content, this.#trust.md5)
    return sent === own ? [] : [problem('hash-mismatch', `the content has ${own}`)]
  }

  async #addArchive(object: TreeObject, place: Archive): Promise<ObjectReport> {
    const span = spanOf(place)
    const { archive, problems } = await readTreeArchive(object, this.#trust, () => releaseOf(place))
    const keys = archive === undefined ? undefined : keySetOf(archive.message)
    this.#countryOf(place.country).add(place, keys)
    if (archive === undefined) return { archive, problems, links: NO_LINKS }
    const found = [
      ...problems,
      ...checkSpan(archive.message, span),
      ...checkRegion(archive.message, place.country),
      ...this.#checkHash(object, archive.exportBin),
    ]
    return { archive, problems: found, links: NO_LINKS }
  }

  #readIndex(
    { name, bytes }: TreeObject,
    place: Exclude<CoronaWarnAppObject, { readonly kind: 'day' | 'hour' }>,
  ): Pick<ObjectReport, 'problems' | 'links'> {
    switch (place.kind) {
      case 'versions': {
        const { entries = [], problems } = readJsonIndex(bytes, isVersion)
        if (entries.includes('v1')) this.#record.need(COUNTRIES, name)
        return { problems, links: NO_LINKS }
      }
      case 'versions_v2':
        return { problems: readJsonIndex(bytes, isVersion).problems, links: NO_LINKS }
      case 'countries': {
        const { entries, problems } = readJsonIndex(bytes, isCountry)
        this.#listed = entries
        const links = (entries ?? []).map((country) => nameOf({ kind: 'dates', country }))
        for (const link of links) this.#record.need(link, name)
        return { problems, links }
      }
      case 'dates': {
        const { entries, problems } = readJsonIndex(bytes, isDate)
        return { problems, links: this.#addDates(place.country, name, entries) }
      }
      case 'hours': {
        const { entries, problems } = readJsonIndex(bytes, isHour)
        return { problems, links: this.#addHours(place, name, entries) }
      }
    }
  }

  /** Apps look for the hours of today, which is not listed before it is over, and of the days before. */
  #addDates(
    country: string,
    index: string,
    dates: readonly string[] | undefined,
  ): readonly string[] {
    if (dates === undefined) return NO_LINKS
    this.#countryOf(country).dates = dates
    const days = dates.map((date) => nameOf({ kind: 'day', country, date }))
    for (const day of days) this.#record.need(day, index)
    const withHours = new Set([...dates, dateOf(this.#trust.clock)])
    return [...days, ...[...withHours].map((date) => nameOf({ kind: 'hours', country, date }))]
  }

  #addHours(day: Day, index: string, hours: readonly number[] | undefined): readonly string[] {
    if (hours === undefined) return NO_LINKS
    this.#countryOf(day.country).hoursOf(day.date).listed = hours
    const links = hours.map((hour) => nameOf({ ...day, kind: 'hour', hour }))
    for (const link of links) this.#record.need(link, index)
    return links
  }
}

const spanOf = (place: Archive) => {
  const midnight = parseIsoTime(`${place.date}T00:00:00Z`) ?? 0
  if (place.kind === 'day') return { start: midnight, end: midnight + SECONDS_PER_DAY }
  const start = midnight + place.hour * SECONDS_PER_HOUR
  return { start, end: start + SECONDS_PER_HOUR }
}

/**
 * The policy holds keys of the origin country until 2 hours after their end, and then to the next hour; a day has those of its
 * last hour too. Keys of other countries in the union's package are under no such policy: their own have published them.
 */
function releaseOf(place: Archive): number {
  if (!/^[A-Z]{2}$/.test(place.country)) return Number.POSITIVE_INFINITY
  return spanOf(place).end - SECONDS_PER_HOUR
}

function isDocument(name: string): boolean {
  if (/^documents\/[0-9a-f]{32,64}$/.test(name)) return true
  const country = /\/country\/([A-Z]{2})\/app_config$/.exec(name)?.[1] ?? ''
  const kinds = documentKindsOf('corona-warn-app')
  return kinds.some((kind) => currentDocumentName('', kind, country) === name)
}

const isVersion = (value: unknown): value is string =>
  typeof value === 'string' && /^v\d{1,2}$/.test(value)

const isCountry = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(value)

const isDate = (value: unknown): value is string =>
  typeof value === 'string' && parseIsoTime(`${value}T00:00:00Z`) !== undefined

const isHour = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 24
