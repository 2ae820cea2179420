/** A tree in CoronaMelder's layout: manifests, the sets of keys and the documents that they name by ids. Pure. */

import { problem } from '../../export/archive-rules.ts'
import type { FolderProblem } from '../../export/check-folder.ts'
import { SECONDS_PER_DAY } from '../../time.ts'
import { SIGNATURE_NAME } from '../coronamelder/content.ts'
import { type ContentName, objectNameOf, readContentPath } from '../coronamelder/paths.ts'
import { CoronaMelderLists } from './coronamelder-lists.ts'
import { parseJson, readEntries } from './json-index.ts'
import { keySetOf } from './key-places.ts'
import { isId, readManifest } from './manifest.ts'
import { checkContentSignature, readContent, SIGNATURE_ENTRY } from './signed-content.ts'
import { checkRegion, checkSpan, readTreeArchive } from './tree-archive.ts'
import {
  NO_LINKS,
  type ObjectReport,
  type TreeCheck,
  type TreeObject,
  type TreeTrust,
} from './tree-check.ts'
import { TreeRecord } from './tree-record.ts'

const nameOf = (name: ContentName): string => objectNameOf('', name)

export class CoronaMelderCheck implements TreeCheck {
  readonly first: readonly string[]
  readonly #trust: TreeTrust
  readonly #record = new TreeRecord()
  readonly #lists = new CoronaMelderLists()
  /** Of the first set: a deployment has one. */
  #region: string | undefined

  constructor(trust: TreeTrust) {
    this.#trust = trust
    this.first = [
      nameOf({ kind: 'manifest', country: undefined }),
      ...trust.regions.flatMap((country) => [
        nameOf({ kind: 'manifest', country }),
        nameOf({ kind: 'set_list', country }),
      ]),
    ]
  }

  async add(object: TreeObject): Promise<ObjectReport> {
    const place = readContentPath(object.name, '')
    if (place === 'unknown' || place === 'malformed') {
      const how = place === 'unknown' ? 'no such object' : 'neither an id nor a country'
      return { archive: undefined, problems: [problem('object-unknown', how)], links: NO_LINKS }
    }
    this.#record.add(object.name)
    switch (place.kind) {
      case 'set':
        return this.#addSet(object, place.id)
      case 'set_list':
        return this.#addSetList(object, place.country)
      case 'manifest':
        return this.#addManifest(object, place.country)
      default: {
        const { problems } = await readContent(object.bytes, this.#trust.verifyContent)
        return { archive: undefined, problems, links: NO_LINKS }
      }
    }
  }

  finish(): readonly FolderProblem[] {
    this.#lists.finish(this.#record)
    return this.#record.finish()
  }

  /** Keys ended 2 hours before their release, which is where the window of the header ends. */
  async #addSet(object: TreeObject, id: string): Promise<ObjectReport> {
    const { archive, problems } = await readTreeArchive(
      object,
      this.#trust,
      ({ endTimestamp }) => endTimestamp ?? Number.POSITIVE_INFINITY,
      SIGNATURE_ENTRY,
    )
    if (archive === undefined) {
      this.#lists.addSet(id, object.name, undefined)
      return { archive, problems, links: NO_LINKS }
    }
    const { message, exportBin, moreEntries } = archive
    const release = message.endTimestamp ?? 0
    this.#lists.addSet(id, object.name, { release, keys: keySetOf(message) })
    this.#region ??= message.region
    const found = [
      ...problems,
      ...checkSpan(message, { start: release - SECONDS_PER_DAY, end: release }),
      ...checkRegion(message, this.#region ?? ''),
      ...(await checkContentSignature(
        moreEntries.get(SIGNATURE_NAME),
        exportBin,
        this.#trust.verifyContent,
      )),
    ]
    return { archive, problems: found, links: NO_LINKS }
  }

  #addSetList({ bytes }: TreeObject, country: string): ObjectReport {
    const { entries, problems } = readEntries(parseJson(bytes), isId)
    if (entries !== undefined) this.#lists.addSetList(country, entries)
    return { archive: undefined, problems, links: NO_LINKS }
  }

  async #addManifest(
    { name, bytes }: TreeObject,
    country: string | undefined,
  ): Promise<ObjectReport> {
    const read = await readContent(bytes, this.#trust.verifyContent)
    if (read.content === undefined) {
      return { archive: undefined, problems: read.problems, links: NO_LINKS }
    }
    const { sets, documents, problems } = readManifest(parseJson(read.content))
    if (sets !== undefined) this.#lists.addManifest(country, sets)
    for (const document of documents) this.#record.need(nameOf(document), name)
    const links = [
      ...(sets ?? []).map((id) => nameOf({ kind: 'set', id, country: undefined })),
      ...documents.map(nameOf),
    ]
    return { archive: undefined, problems: [...read.problems, ...problems], links }
  }
}
