/**
 * One export as phones download it: an index and the archives beside it. What no archive shows by itself: gaps, overlaps,
 * keys that come twice, and whether the index tells the truth. Archives are given one after another; only a digest of each
 * is kept. Pure.
 */

import { toHex } from '../bytes.ts'
import { type ArchiveProblem, problem, quoted } from './archive-rules.ts'
import { isOfSameSpan } from './check-keys.ts'
import type { ExportMessage } from './read-export.ts'

export const INDEX_NAME = 'index.txt'
/** Files of a split batch end so many seconds late at most. */
const MAX_SPLIT_SECONDS = 60

interface FolderFile {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly part: string
}

interface KnownKey {
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly file: string
}

/** A problem of a folder, and which file shows it. */
export interface FolderProblem extends ArchiveProblem {
  readonly file: string
}

export class FolderCheck {
  readonly #names: string[] = []
  readonly #files: FolderFile[] = []
  readonly #keys = new Map<string, KnownKey>()
  readonly #revised: { readonly hex: string; readonly key: KnownKey }[] = []
  readonly #problems: FolderProblem[] = []

  /** @param message undefined where the archive could not be read: its name still counts */
  add(name: string, message: ExportMessage | undefined): void {
    this.#names.push(name)
    if (message === undefined) return
    const { startTimestamp: start, endTimestamp: end, batchNum, batchSize } = message
    if (start !== undefined && end !== undefined && start < end) {
      this.#files.push({ name, start, end, part: `${batchNum ?? ''}/${batchSize ?? ''}` })
      this.#checkName(name, start, end)
    }
    this.#addKeys(name, message)
  }

  /** @param index bytes of index.txt; undefined where there is none */
  finish(index: Uint8Array | undefined): readonly FolderProblem[] {
    for (const { hex, key } of this.#revised) {
      const first = this.#keys.get(hex)
      // Within one file the archive's own check has said it.
      if (first !== undefined && first.file !== key.file && !isOfSameSpan(first, key)) {
        this.#report('revised-key-changed', key.file, `a key of ${first.file}`)
      }
    }
    this.#checkWindows()
    this.#checkIndex(index)
    return this.#problems
  }

  #report(rule: ArchiveProblem['rule'], file: string, detail: string): void {
    this.#problems.push({ ...problem(rule, detail), file })
  }

  #addKeys(name: string, { keys, revisedKeys }: ExportMessage): void {
    let repeated = 0
    let first = ''
    for (const key of keys) {
      const hex = toHex(key.keyData)
      const known = this.#keys.get(hex)
      if (known === undefined) this.#keys.set(hex, spanOf(key, name))
      else if (known.file !== name && repeated++ === 0) first = known.file
    }
    if (repeated > 0) this.#report('key-repeated', name, `${repeated} keys, one of ${first}`)
    for (const key of revisedKeys) {
      this.#revised.push({ hex: toHex(key.keyData), key: spanOf(key, name) })
    }
  }

  /** `<start>-<end>-<number>.zip`; a repeated export shifts both times, a split one the header's end. */
  #checkName(name: string, start: number, end: number): void {
    const parts = /^(\d{1,12})-(\d{1,12})-(\d{5})\.zip$/.exec(name)
    if (parts === null) return
    const late = end - start - (Number(parts[2]) - Number(parts[1]))
    if (Number(parts[1]) < start || late < 0 || late > MAX_SPLIT_SECONDS) {
      this.#report('name-mismatch', name, `the header says ${start} to ${end}`)
    }
  }

  #checkWindows(): void {
    const files = this.#files.toSorted((a, b) => a.start - b.start || a.end - b.end)
    let previous: FolderFile | undefined
    for (const file of files) {
      if (previous !== undefined) this.#checkNeighbours(previous, file)
      if (previous === undefined || file.end > previous.end) previous = file
    }
  }

  #checkNeighbours(previous: FolderFile, file: FolderFile): void {
    if (file.start === previous.start && file.end === previous.end) {
      if (file.part === previous.part) {
        this.#report('batch-duplicate', file.name, `as ${previous.name}`)
      }
      return
    }
    const distance = file.start - previous.end
    const isSplit = file.start === previous.start && file.end - previous.end <= MAX_SPLIT_SECONDS
    if (isSplit) return
    if (distance > 0) {
      this.#report('window-gap', file.name, `${distance} seconds after ${previous.name}`)
    } else if (distance < -MAX_SPLIT_SECONDS) {
      this.#report('window-overlap', file.name, `${-distance} seconds with ${previous.name}`)
    }
  }

  #checkIndex(index: Uint8Array | undefined): void {
    if (index === undefined) {
      this.#report('index-missing', INDEX_NAME, `${this.#names.length} archives`)
      return
    }
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(index)
    const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
    const named = lines.filter((line) => line !== '')
    const isPlain = text === '' || (lines.length === named.length && !text.includes('\r'))
    const isSorted = named.every((line, i) => i === 0 || (named[i - 1] ?? '') <= line)
    if (!isPlain || !isSorted) {
      this.#report('index-form', INDEX_NAME, isSorted ? 'line ends' : 'not sorted')
    }
    const root = folderOf(named[0] ?? '')
    const present = new Set(this.#names)
    const listed = new Set<string>()
    for (const line of named) {
      const name = baseOf(line)
      if (!isObjectName(line) || folderOf(line) !== root) {
        this.#report('index-invalid', INDEX_NAME, quoted(line))
      } else if (listed.has(name)) {
        this.#report('index-duplicate-name', INDEX_NAME, quoted(line))
      } else if (!present.has(name)) {
        this.#report('index-names-missing-file', INDEX_NAME, quoted(line))
      }
      listed.add(name)
    }
    this.#checkUnlisted(listed)
  }

  /** A file that has grown old leaves the index before it is deleted, so older ones are no surprise. */
  #checkUnlisted(listed: ReadonlySet<string>): void {
    const starts = new Map(this.#files.map(({ name, start }) => [name, start]))
    let oldest = Number.POSITIVE_INFINITY
    for (const name of listed) oldest = Math.min(oldest, starts.get(name) ?? oldest)
    for (const name of this.#names) {
      const isExpired = listed.size > 0 && (starts.get(name) ?? oldest) < oldest
      if (!listed.has(name) && !isExpired) {
        this.#report('index-missing-file', INDEX_NAME, quoted(name))
      }
    }
  }
}

/** Names of the archives that an index names, each once, without the folder that is also theirs. */
export const archivesOf = (index: Uint8Array): readonly string[] => [
  ...new Set(new TextDecoder().decode(index).split(/\r?\n/).filter(isObjectName).map(baseOf)),
]

const spanOf = (key: Omit<KnownKey, 'file'>, file: string): KnownKey => ({
  rollingStartIntervalNumber: key.rollingStartIntervalNumber,
  rollingPeriod: key.rollingPeriod,
  file,
})

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** Relative, printable, without a way out of the bucket. */
const isObjectName = (name: string): boolean =>
  /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*\.zip$/.test(name) &&
  !name.split('/').some((part) => part === '.' || part === '..')
