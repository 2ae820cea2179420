/** Which archive of a directory holds a key: in the archives of one kind each key stands once. Pure. */

import { toHex } from '../../bytes.ts'
import { type ArchiveProblem, problem } from '../../export/archive-rules.ts'
import type { ExportMessage } from '../../export/read-export.ts'

export class KeyPlaces {
  readonly #files = new Map<string, string>()

  /** @returns `key-repeated` where keys stand in another archive already */
  add(name: string, keys: Iterable<string>): readonly ArchiveProblem[] {
    let repeated = 0
    let first = ''
    for (const key of keys) {
      const known = this.#files.get(key)
      if (known === undefined) this.#files.set(key, name)
      else if (known !== name && repeated++ === 0) first = known
    }
    return repeated === 0 ? [] : [problem('key-repeated', `${repeated} keys, one of ${first}`)]
  }
}

/** Keys of a file in hexadecimal, each once. */
export const keySetOf = ({ keys }: ExportMessage): ReadonlySet<string> =>
  new Set(keys.map(({ keyData }) => toHex(keyData)))

/** @returns `day-not-its-hours` where the two are not the same keys */
export function compareToHours(
  day: ReadonlySet<string>,
  hours: Iterable<ReadonlySet<string>>,
): readonly ArchiveProblem[] {
  const union = new Set<string>()
  for (const keys of hours) for (const key of keys) union.add(key)
  const lost = [...union].filter((key) => !day.has(key)).length
  const added = [...day].filter((key) => !union.has(key)).length
  if (lost + added === 0) return []
  return [problem('day-not-its-hours', `${added} keys of no hour, ${lost} keys of an hour missing`)]
}
