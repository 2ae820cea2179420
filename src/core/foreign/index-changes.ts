/** What a look into a foreign index changes of the record of its files. Pure. */

import type { UnixSeconds } from '../time.ts'

export interface KnownImportFile {
  readonly id: number
  readonly url: string
  readonly status: 'open' | 'leased' | 'complete' | 'gone'
  /** Unix seconds. */
  readonly discoveredAt: number
  readonly completedAt: number | null
}

/** Addresses, and ids of files that are known. */
export interface IndexChanges {
  /** Not known yet, in the order of the index. */
  readonly discovered: readonly string[]
  /** Were gone and came back: an index that was empty for a while must not lose anything. */
  readonly reopened: readonly number[]
  /** Left before they were taken in. */
  readonly gone: readonly number[]
  /** Named no more, and done with before `forgetBefore`. While the index names a file it stays known, or it came twice. */
  readonly forgotten: readonly number[]
}

export function compareIndex(
  listed: readonly string[],
  known: readonly KnownImportFile[],
  forgetBefore: UnixSeconds,
): IndexChanges {
  const names = new Set(listed)
  const knownUrls = new Set(known.map((file) => file.url))
  const isDone = ({ status }: KnownImportFile) => status === 'complete' || status === 'gone'
  const left = known.filter((file) => !names.has(file.url))
  return {
    discovered: [...names].filter((url) => !knownUrls.has(url)),
    reopened: known.filter((file) => file.status === 'gone' && names.has(file.url)).map(idOf),
    gone: left.filter((file) => !isDone(file)).map(idOf),
    forgotten: left
      .filter((file) => isDone(file) && (file.completedAt ?? file.discoveredAt) < forgetBefore)
      .map(idOf),
  }
}

const idOf = ({ id }: KnownImportFile): number => id
