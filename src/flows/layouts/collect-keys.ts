/** The keys of a package in memory: read, mapped to what the layout's apps read, ascending by key, each once. */

import { mergePages } from '../../core/export/merge.ts'
import {
  comparePackedKeys,
  NO_ONSET,
  PACKED_KEY_BYTES,
  REPORT_TYPE_OFFSET,
  RISK_OFFSET,
  readOnset,
  writeOnset,
} from '../../core/export/packed-keys.ts'
import type { FieldTable } from '../../core/layouts/layout-key.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type ReleaseQuery,
  type ReleaseSpan,
  readReleases,
} from '../../db/keyserver/queries/layout-keys.ts'

export interface CollectedKeys {
  /** Packed, ascending by key. */
  readonly packed: Uint8Array
  readonly count: number
  /** Newest submission among them, Unix seconds; null where there are none. */
  readonly newestCreatedAt: number | null
}

export const NO_KEYS: CollectedKeys = { packed: new Uint8Array(), count: 0, newestCreatedAt: null }

/** Reads a span of a stream and leaves out what the layout's table does. */
export async function collectKeys(
  db: KeyserverDatabase,
  query: ReleaseQuery,
  span: ReleaseSpan,
  fields: FieldTable,
): Promise<CollectedKeys> {
  const lists: Uint8Array[] = []
  let newestCreatedAt: number | null = null
  for (const { createdAt, pages } of await readReleases(db, query, span)) {
    const list = await mapped(pages, fields)
    if (list.length === 0) continue
    lists.push(list)
    newestCreatedAt = Math.max(newestCreatedAt ?? createdAt, createdAt)
  }
  const packed = await mergeLists(lists)
  return { packed, count: packed.length / PACKED_KEY_BYTES, newestCreatedAt }
}

/** Joins what was collected; a key that stands in several stands once in the result. */
export async function joinKeys(parts: readonly CollectedKeys[]): Promise<CollectedKeys> {
  const filled = parts.filter((part) => part.count > 0)
  const [only] = filled
  if (only === undefined) return NO_KEYS
  if (filled.length === 1) return only
  const packed = await mergeLists(filled.map((part) => part.packed))
  const newest = filled.map((part) => part.newestCreatedAt ?? 0)
  return {
    packed,
    count: packed.length / PACKED_KEY_BYTES,
    newestCreatedAt: Math.max(...newest),
  }
}

async function mapped(pages: AsyncGenerator<Uint8Array>, fields: FieldTable): Promise<Uint8Array> {
  let buffer = new Uint8Array(0)
  let length = 0
  for await (const page of pages) {
    if (length + page.length > buffer.length) {
      const larger = new Uint8Array(Math.max(2 * buffer.length, length + page.length))
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    for (let at = 0; at < page.length; at += PACKED_KEY_BYTES) {
      const onset = readOnset(page, at)
      const written = fields({
        transmissionRiskLevel: page[at + RISK_OFFSET] ?? 0,
        reportTypeNumber: page[at + REPORT_TYPE_OFFSET] ?? 0,
        onsetCode: onset === NO_ONSET ? undefined : onset,
      })
      if (written === undefined) continue
      buffer.set(page.subarray(at, at + PACKED_KEY_BYTES), length)
      buffer[length + RISK_OFFSET] = written.transmissionRiskLevel
      buffer[length + REPORT_TYPE_OFFSET] = written.reportTypeNumber ?? 0
      writeOnset(buffer, length, written.daysSinceOnsetOfSymptoms ?? NO_ONSET)
      length += PACKED_KEY_BYTES
    }
  }
  return buffer.subarray(0, length)
}

/** Keys a page while lists are joined. */
const PAGE_KEYS = 20_000

async function mergeLists(lists: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = lists
  if (only === undefined) return new Uint8Array()
  if (lists.length === 1) return only
  const merged = new Uint8Array(lists.reduce((sum, list) => sum + list.length, 0))
  let length = 0
  for await (const page of mergePages(lists.map(asPages), PAGE_KEYS)) {
    for (let at = 0; at < page.length; at += PACKED_KEY_BYTES) {
      const isRepeated =
        length > 0 && comparePackedKeys(page, at, merged, length - PACKED_KEY_BYTES) === 0
      if (isRepeated) continue
      merged.set(page.subarray(at, at + PACKED_KEY_BYTES), length)
      length += PACKED_KEY_BYTES
    }
  }
  return merged.subarray(0, length)
}

async function* asPages(list: Uint8Array): AsyncGenerator<Uint8Array> {
  if (list.length > 0) yield list
}
