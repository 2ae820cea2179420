/**
 * Reads the keys of a window in key order, page by page, packed: a million of them never stand in memory together.
 * Two ways, since neither is fast for all windows (measured in docs/adr/0004):
 * - by slot: each release time of the window by its index, the slots merged here. Reads only the window's rows.
 * - walk: the whole table in key order with the window as a filter. Faster from about a twentieth of the table on.
 * The index together with ORDER BY over several slots would sort the window again for each page.
 */

import { mergePages } from '../../../core/export/merge.ts'
import type { KeySelection } from '../../../core/export/selection.ts'
import type { ExportWindow } from '../../../core/export/window.ts'
import { MAX_DAYS_SINCE_ONSET } from '../../../core/temporary-exposure-key.ts'
import type { KeyserverDatabase } from '../database.ts'
import {
  MERGED_KEYS,
  PAGE_KEYS,
  packedColumns,
  pagesOf,
  type ReadPage,
  readPackedPage,
  selectionFilter,
} from './packed-pages.ts'

/** Keys as first published, by when they may leave; or revised ones, by when the revision may. */
export type WindowList = 'created' | 'revised'

/** Above it pages were too small to be worth a statement. No window of an ordinary truncate window has more. */
const MAX_MERGED_SLOTS = 512
/**
 * A key by its slot's index costs 2.2 µs; a row that a walk passes over 0.07 µs, and one that it takes 0.65 µs more: equal
 * at a 22nd of the table. A little less, since a walk also fetches what is not in the memory of the database.
 */
const WALK_ADVANTAGE = 20
/** Share of the key space that is counted to estimate the table's size: the first 1/256. */
const SAMPLE_SHARE = 256

interface ListColumns {
  readonly time: string
  readonly packed: string
}

const COLUMNS: Record<WindowList, ListColumns> = {
  created: {
    time: 'created_at',
    packed: packedColumns(
      'transmission_risk_level',
      'report_type',
      writtenDays('days_since_onset_of_symptoms'),
    ),
  },
  revised: {
    time: 'revised_at',
    packed: packedColumns(
      'coalesce(revised_transmission_risk_level, transmission_risk_level)',
      'coalesce(revised_report_type, 0)',
      writtenDays('revised_days_since_onset_of_symptoms'),
    ),
  },
}

/** Days that phones take; beyond them stand other layouts' codes (`core/layouts/onset-code.ts`), which this one can't say. */
function writtenDays(column: string): string {
  return `iif(${column} BETWEEN -${MAX_DAYS_SINCE_ONSET} AND ${MAX_DAYS_SINCE_ONSET}, ${column}, NULL)`
}

/** How many keys each release time of a window has, before any selection. */
export interface WindowSlot {
  readonly at: number
  readonly keys: number
}

export async function readSlots(
  db: KeyserverDatabase,
  list: WindowList,
  window: ExportWindow,
): Promise<readonly WindowSlot[]> {
  const { time } = COLUMNS[list]
  const { results } = await db.d1
    .prepare(
      `SELECT ${time} AS at, count(*) AS keys FROM diagnosis_keys WHERE ${time} >= ?1 AND ${time} < ?2 GROUP BY ${time}`,
    )
    .bind(window.start, window.end)
    .all<{ at: number; keys: number }>()
  return results
}

/** About how many keys are stored: keys are random, so a share of the key space holds that share of them. */
export async function estimateStoredKeys(db: KeyserverDatabase): Promise<number> {
  const row = await db.d1
    .prepare(`SELECT count(*) AS keys FROM diagnosis_keys WHERE key_data < x'01'`)
    .first<{ keys: number }>()
  return (row?.keys ?? 0) * SAMPLE_SHARE
}

/** How a window is read; all give the same keys in the same order. */
export type Reading = 'one-slot' | 'merge' | 'walk'

/** @param storedKeys about how many keys are stored; infinite where it is not known */
export function chooseReading(slotCount: number, windowKeys: number, storedKeys: number): Reading {
  if (slotCount > MAX_MERGED_SLOTS || windowKeys * WALK_ADVANTAGE > storedKeys) return 'walk'
  return slotCount === 1 ? 'one-slot' : 'merge'
}

async function chooseByStored(
  db: KeyserverDatabase,
  slots: readonly WindowSlot[],
): Promise<Reading> {
  const keys = slots.reduce((sum, slot) => sum + slot.keys, 0)
  // Not worth an estimate where one page holds them all.
  const stored = keys <= PAGE_KEYS ? Number.POSITIVE_INFINITY : await estimateStoredKeys(db)
  return chooseReading(slots.length, keys, stored)
}

/**
 * The window's selected keys, ascending by key.
 * @param reading how to, where it is not to be chosen by what is stored
 * @returns packed keys, a page each; a page is overwritten by the next
 */
export async function* readWindow(
  db: KeyserverDatabase,
  list: WindowList,
  window: ExportWindow,
  slots: readonly WindowSlot[],
  selection: KeySelection,
  reading?: Reading,
): AsyncGenerator<Uint8Array> {
  if (slots.length === 0) return
  switch (reading ?? (await chooseByStored(db, slots))) {
    case 'walk':
      yield* pagesOf(walkPage(db, list, window, selection), PAGE_KEYS)
      return
    case 'one-slot':
    case 'merge': {
      const pageKeys = Math.min(PAGE_KEYS, Math.floor(MERGED_KEYS / slots.length))
      const sources = slots.map((slot) => pagesOf(slotPage(db, list, slot.at, selection), pageKeys))
      const [only] = sources
      if (sources.length === 1 && only !== undefined) yield* only
      else yield* mergePages(sources, PAGE_KEYS)
    }
  }
}

function slotPage(
  db: KeyserverDatabase,
  list: WindowList,
  at: number,
  selection: KeySelection,
): ReadPage {
  const { time, packed } = COLUMNS[list]
  const filter = selectionFilter(selection)
  return async (after, limit) =>
    readPackedPage(
      db,
      packed,
      'diagnosis_keys',
      `${time} = ? AND ${filter.sql}`,
      [at, ...filter.values],
      after,
      limit,
    )
}

function walkPage(
  db: KeyserverDatabase,
  list: WindowList,
  window: ExportWindow,
  selection: KeySelection,
): ReadPage {
  const { time, packed } = COLUMNS[list]
  const filter = selectionFilter(selection)
  // The plus keeps the planner from the time's index, with which it would sort the window anew for each page.
  const where = `+${time} >= ? AND +${time} < ? AND ${filter.sql}`
  return async (after, limit) =>
    readPackedPage(
      db,
      packed,
      'diagnosis_keys',
      where,
      [window.start, window.end, ...filter.values],
      after,
      limit,
    )
}
