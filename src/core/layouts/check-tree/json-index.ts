/** Indexes that are JSON. What they name becomes the name of an object, so every entry is held to its form. Pure. */

import { type ArchiveProblem, problem, quoted } from '../../export/archive-rules.ts'

/** Far above the days of an index, and the sets of a manifest. */
const MAX_INDEX_BYTES = 1024 * 1024
const MAX_ENTRIES = 20_000

export interface ReadIndex<Entry> {
  /** Those that are of the right form, each once; undefined where it is no index at all. */
  readonly entries: readonly Entry[] | undefined
  readonly problems: readonly ArchiveProblem[]
}

/** @returns undefined where it is too long, not UTF-8 or not JSON */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_INDEX_BYTES) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // The parser would quote what it read; that it can not be read is all there is to say.
    return undefined
  }
}

/** A list, ascending, each entry once, written without blanks. */
export function readJsonIndex<Entry extends string | number>(
  bytes: Uint8Array,
  isEntry: (value: unknown) => value is Entry,
): ReadIndex<Entry> {
  const value = parseJson(bytes)
  const { entries, problems } = readEntries(value, isEntry)
  if (entries === undefined) return { entries, problems }
  const isAscending = entries.every((entry, i) => i === 0 || (entries[i - 1] ?? entry) <= entry)
  const isPlain = JSON.stringify(value) === new TextDecoder().decode(bytes)
  const form = isAscending && isPlain ? [] : [problem('index-form', isPlain ? 'order' : 'blanks')]
  return { entries, problems: [...problems, ...form] }
}

/** @param value a part of what was parsed */
export function readEntries<Entry extends string | number>(
  value: unknown,
  isEntry: (value: unknown) => value is Entry,
): ReadIndex<Entry> {
  if (!Array.isArray(value))
    return { entries: undefined, problems: [problem('index-invalid', 'no list')] }
  if (value.length > MAX_ENTRIES) {
    return { entries: undefined, problems: [problem('index-invalid', `${value.length} entries`)] }
  }
  const problems: ArchiveProblem[] = []
  const entries = new Set<Entry>()
  for (const entry of value) {
    if (!isEntry(entry)) problems.push(problem('index-invalid', quoted(JSON.stringify(entry))))
    else if (entries.has(entry))
      problems.push(problem('index-duplicate-name', quoted(String(entry))))
    else entries.add(entry)
  }
  return { entries: [...entries], problems }
}
