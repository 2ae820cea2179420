/** Looks for one key in an archive, without making anything of the others: there may be half a million. Pure. */

import { KEY_BYTES } from '../temporary-exposure-key.ts'
import type { KeyList } from './export-bin.ts'
import { readZip } from './read-zip.ts'

const MAX_SIZES = { 'export.bin': 48 * 1024 * 1024, 'export.sig': 64 * 1024 }
const TAG_KEY_DATA = (1 << 3) | 2
const TAG_OF_LIST: ReadonlyMap<number | undefined, KeyList> = new Map([
  [(7 << 3) | 2, 'keys'],
  [(8 << 3) | 2, 'revised_keys'],
])
/** Tag and length of the list's entry, then tag and length of the key data. */
const PREFIX_BYTES = 4

/** @returns the lists that it stands in; undefined where the archive can not be read */
export function findKeyInArchive(
  archive: Uint8Array,
  keyData: Uint8Array,
): readonly KeyList[] | undefined {
  const zip = readZip(archive, MAX_SIZES)
  const bytes = zip.ok && zip.value.find((entry) => entry.name === 'export.bin')?.bytes
  return bytes ? listsWith(bytes, keyData) : undefined
}

/** Our writer puts the key first in its entry, and an entry has less than 128 bytes. */
function listsWith(exportBin: Uint8Array, keyData: Uint8Array): readonly KeyList[] {
  const found = new Set<KeyList>()
  const first = keyData[0] ?? 0
  let at = exportBin.indexOf(first)
  while (at >= 0) {
    const list = TAG_OF_LIST.get(exportBin[at - PREFIX_BYTES])
    const isEntry =
      list !== undefined &&
      exportBin[at - 2] === TAG_KEY_DATA &&
      exportBin[at - 1] === KEY_BYTES &&
      keyData.every((byte, offset) => exportBin[at + offset] === byte)
    if (isEntry) found.add(list)
    at = exportBin.indexOf(first, at + 1)
  }
  return [...found]
}
