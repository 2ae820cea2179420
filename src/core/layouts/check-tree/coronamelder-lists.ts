/** Sets of CoronaMelder and the lists that name them: a manifest and a list for each country, and one for all. Pure. */

import { quoted } from '../../export/archive-rules.ts'
import { objectNameOf } from '../coronamelder/paths.ts'
import { KeyPlaces } from './key-places.ts'
import type { PresentArchive, TreeRecord } from './tree-record.ts'

interface PresentSet {
  readonly name: string
  /** Undefined where the archive can not be read. */
  readonly content: { readonly release: number; readonly keys: ReadonlySet<string> } | undefined
}

const manifestName = (country: string | undefined): string =>
  objectNameOf('', { kind: 'manifest', country })

export class CoronaMelderLists {
  /** By id in lower case. */
  readonly #sets = new Map<string, PresentSet>()
  readonly #manifests = new Map<string | undefined, readonly string[]>()
  readonly #setLists = new Map<string, readonly string[]>()

  addSet(id: string, name: string, content: PresentSet['content']): void {
    this.#sets.set(id.toLowerCase(), { name, content })
  }

  addManifest(country: string | undefined, ids: readonly string[]): void {
    this.#manifests.set(country, ids.map(lower))
  }

  addSetList(country: string, ids: readonly string[]): void {
    this.#setLists.set(country, ids.map(lower))
  }

  finish(record: TreeRecord): void {
    const seen = new Set<string>()
    for (const [country, ids] of this.#manifests) {
      const name = manifestName(country)
      for (const id of ids) {
        if (!this.#sets.has(id)) record.report('index-names-missing-file', name, quoted(id))
      }
      this.#compareToList(record, country, ids)
      // Countries may share their sets, as the manifest for all does with that of the deployment's own.
      const list = ids.toSorted().join()
      if (!seen.has(list)) this.#checkKeys(record, ids)
      seen.add(list)
    }
    this.#checkUnlisted(record)
  }

  #compareToList(record: TreeRecord, country: string | undefined, ids: readonly string[]): void {
    const list = country === undefined ? undefined : this.#setLists.get(country)
    if (country === undefined || list === undefined) return
    const other = ids.find((id) => !list.includes(id)) ?? list.find((id) => !ids.includes(id))
    if (other === undefined) return
    const name = objectNameOf('', { kind: 'set_list', country })
    record.report('indexes-disagree', name, `on ${quoted(other)} with ${manifestName(country)}`)
  }

  #checkKeys(record: TreeRecord, ids: readonly string[]): void {
    const places = new KeyPlaces()
    const known = ids
      .map((id) => this.#sets.get(id))
      .filter((set) => set !== undefined)
      .sort((a, b) => ageOf(a) - ageOf(b) || (a.name < b.name ? -1 : 1))
    for (const { name, content } of known) {
      record.reportAll(name, places.add(name, content?.keys ?? []))
    }
  }

  #checkUnlisted(record: TreeRecord): void {
    const archiveOf = (set: PresentSet): PresentArchive => ({ name: set.name, age: ageOf(set) })
    const lists = [...this.#manifests.values()]
    const listed = lists.flat().flatMap((id) => {
      const set = this.#sets.get(id)
      return set === undefined ? [] : [archiveOf(set)]
    })
    record.checkListed(
      manifestName(undefined),
      lists.length === 0 ? undefined : listed,
      [...this.#sets.values()].map(archiveOf),
    )
  }
}

const lower = (id: string): string => id.toLowerCase()

/** One that can not be read may be as new as any. */
const ageOf = ({ content }: PresentSet): number => content?.release ?? Number.POSITIVE_INFINITY
