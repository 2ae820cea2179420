/** Keys as a downloader of a layout's files sees them, and as a judge of padding does, who knows whose they are. */

import { type PublishedKey, readBin } from './padded-country.ts'

interface SeenKey {
  /** UTC day of its file. */
  readonly day: number
  readonly key: PublishedKey
  /** Countries in whose files it is. */
  readonly places: string
}

/** By key, hexadecimal. */
export type View = ReadonlyMap<string, SeenKey>

export function viewOf(
  bins: ReadonlyMap<string, Uint8Array>,
  isSeen: (name: string) => boolean,
  places: ReadonlyMap<string, string>,
): View {
  const seen = new Map<string, SeenKey>()
  for (const [name, bin] of bins) {
    if (!isSeen(name)) continue
    const { day, keys } = readBin(bin)
    for (const key of keys) seen.set(key.hex, { day, key, places: places.get(key.hex) ?? '' })
  }
  return seen
}

export interface JudgedKey {
  readonly hex: string
  readonly isReal: boolean
  /** Names the upload that it came with. */
  readonly upload: string
  readonly day: number
  /** All that is seen of it. */
  readonly cell: string
  /** Single fields and pairs of them. */
  readonly traits: readonly string[]
}

export const judgedKeys = (
  view: View,
  uploadOf: ReadonlyMap<string, string>,
): readonly JudgedKey[] =>
  [...view].map(([hex, { day, key, places }]) => {
    const upload = uploadOf.get(key.hex)
    if (upload === undefined) throw new Error('nobody uploaded a key')
    const fields = [day - Math.floor(key.start / 144), key.type, key.risk, key.onset, key.period]
    const values = [...fields, places].map((value, i) => `${i}=${value}`)
    const pairs = values.flatMap((a, i) => values.slice(i + 1).map((b) => `${a} ${b}`))
    const isReal = !upload.startsWith('synthetic')
    return { hex, isReal, upload, day, cell: values.join(' '), traits: [...values, ...pairs] }
  })

/** What somebody sees who has several layouts' files beside one another. */
export function seenTogether(
  layouts: Readonly<Record<string, readonly JudgedKey[]>>,
): readonly JudgedKey[] {
  const joined = new Map<string, JudgedKey>()
  for (const [name, keys] of Object.entries(layouts)) {
    for (const key of keys) {
      const before = joined.get(key.hex)
      joined.set(key.hex, {
        ...(before ?? key),
        cell: `${before?.cell ?? ''}${name}: ${key.cell} `,
        traits: [...(before?.traits ?? []), ...key.traits.map((trait) => `${name}: ${trait}`)],
      })
    }
  }
  return [...joined.values()]
}

export function byUpload<T extends { readonly upload: string }>(keys: readonly T[]): T[][] {
  const groups = new Map<string, T[]>()
  for (const key of keys) {
    const group = groups.get(key.upload)
    if (group === undefined) groups.set(key.upload, [key])
    else group.push(key)
  }
  return [...groups.values()]
}

/** Real and synthetic keys of each cell. */
export function cellCounts(keys: readonly JudgedKey[]): readonly (readonly [number, number])[] {
  const cells = new Map<string, [number, number]>()
  for (const { cell, isReal } of keys) {
    const counts = cells.get(cell) ?? [0, 0]
    counts[isReal ? 0 : 1]++
    cells.set(cell, counts)
  }
  return [...cells.values()]
}
