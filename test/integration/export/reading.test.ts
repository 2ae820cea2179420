/** The ways to read a window: that they agree, and what each costs. */

import { env } from 'cloudflare:workers'
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { PACKED_KEY_BYTES } from '../../../src/core/export/packed-keys.ts'
import type { KeySelection } from '../../../src/core/export/selection.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import {
  chooseReading,
  estimateStoredKeys,
  type Reading,
  readSlots,
  readWindow,
  type WindowList,
} from '../../../src/db/keyserver/queries/export-window.ts'
import { countRows } from '../../support/counting-database.ts'
import { at, type PlacedKey, placeKeys, startExporting } from '../../support/exporting.ts'
import { seededRandom } from '../../support/seeded-random.ts'

const PAGE_KEYS = 20_000
const SLOTS = ['04:00', '05:00', '06:00', '07:00'].map((clock) => at(clock))
/** Keys of each slot: one takes two pages by itself, one fills its page in a merge to the last key. */
const KEYS_OF_SLOT = [20_500, 5000, 2500, 1]
const BEFORE_AND_AFTER = [at('03:00'), at('08:00')]
const OTHER_KEYS = 2000
const STORED = 28_001 + OTHER_KEYS

const WINDOW = { start: at('04:00'), end: at('08:00') }
const ALL: KeySelection = {
  regions: ['US'],
  excludeRegions: [],
  includeTravelers: true,
  onlyNonTravelers: false,
}

/** All that was placed, by its own list. */
const placed: PlacedKey[] = []

beforeAll(async () => {
  const random = seededRandom(7)
  const below = (bound: number) => Math.floor(random() * bound)
  const add = (createdAt: PlacedKey['createdAt'], i: number) =>
    placed.push({
      key: Buffer.from(Uint8Array.from({ length: 16 }, () => below(256))).toString('hex'),
      createdAt,
      regions: i % 10 === 0 ? ['CA'] : ['US'],
      risk: below(9),
      onset: below(29) - 14,
      period: 1 + below(144),
    })
  KEYS_OF_SLOT.forEach((count, slot) => {
    for (let i = 0; i < count; i++) add(SLOTS[slot] ?? at('04:00'), i)
  })
  for (let i = 0; i < OTHER_KEYS; i++) add(BEFORE_AND_AFTER[i % 2] ?? at('03:00'), i)
  const { db } = await startExporting()
  await placeKeys(
    db,
    placed.map((key, i) => {
      const slot = SLOTS[i % SLOTS.length]
      const isRevised = i % 200 === 0 && slot !== undefined
      return isRevised ? { ...key, revised: { at: slot, type: 5, risk: 6 } } : key
    }),
  )
}, 120_000)

/** Reads a window with a database that counts. */
async function read(
  list: WindowList,
  window: typeof WINDOW,
  selection: KeySelection,
  reading?: Reading,
) {
  const counting = countRows(env.KEYSERVER_DB)
  const db = openKeyserver(counting.database)
  const slots = await readSlots(db, list, window)
  const slotRows = counting.rowsRead()
  const digest = createHash('sha256')
  const keys: string[] = []
  for await (const page of readWindow(db, list, window, slots, selection, reading)) {
    digest.update(page)
    for (let offset = 0; offset < page.length; offset += PACKED_KEY_BYTES) {
      keys.push(Buffer.from(page.subarray(offset, offset + 16)).toString('hex'))
    }
  }
  const rows = counting.rowsRead() - slotRows
  return { keys, digest: digest.digest('hex'), slotRows, rows, ran: counting.ran.slice(1), slots }
}

const expectedKeys = (window: typeof WINDOW, region: string) =>
  placed
    .filter((key) => key.createdAt >= window.start && key.createdAt < window.end)
    .filter((key) => key.regions?.includes(region))
    .map((key) => String(key.key))
    .sort()

const oneSlot = (index: number) => {
  const start = SLOTS[index] ?? at('04:00')
  return { start, end: (start + 3600) as typeof start }
}

const WINDOWS: [string, typeof WINDOW][] = [
  ['four slots', WINDOW],
  ['one slot of two pages', oneSlot(0)],
  ['one slot of one key', oneSlot(3)],
]

describe('all ways to read a window agree', () => {
  test.each(WINDOWS)('on the keys of %s', async (_what, window) => {
    for (const region of ['US', 'CA']) {
      const selection = { ...ALL, regions: [region] }
      const merged = await read('created', window, selection, 'merge')
      const walked = await read('created', window, selection, 'walk')
      const chosen = await read('created', window, selection)
      expect(merged.keys).toEqual(expectedKeys(window, region))
      expect(walked.digest).toBe(merged.digest)
      expect(chosen.digest).toBe(merged.digest)
      if (merged.slots.length > 1) continue
      expect((await read('created', window, selection, 'one-slot')).digest).toBe(merged.digest)
    }
  })

  test('on revised keys', async () => {
    const merged = await read('revised', WINDOW, ALL, 'merge')
    expect(merged.keys).toHaveLength(
      placed.filter((key, i) => i % 200 === 0 && key.regions?.includes('US')).length,
    )
    expect(merged.keys).toEqual(merged.keys.toSorted())
    expect((await read('revised', WINDOW, ALL, 'walk')).digest).toBe(merged.digest)
    expect((await read('revised', WINDOW, ALL)).digest).toBe(merged.digest)
  })

  test('on a window without keys, at no cost', async () => {
    const nowhere = { start: at('12:00'), end: at('16:00') }
    for (const reading of [undefined, 'merge', 'walk', 'one-slot'] as const) {
      const { keys, rows, slotRows } = await read('created', nowhere, ALL, reading)
      expect([keys.length, rows]).toEqual([0, 0])
      expect(slotRows).toBeLessThanOrEqual(1)
    }
  })
})

describe('what a window costs in rows', () => {
  const keysIn = (window: typeof WINDOW) =>
    placed.filter((key) => key.createdAt >= window.start && key.createdAt < window.end).length

  test('counting its slots reads each of its keys once', async () => {
    const { slotRows, slots } = await read('created', WINDOW, ALL, 'merge')
    expect(slots.map((slot) => slot.keys)).toEqual(KEYS_OF_SLOT)
    expect(slotRows).toBeLessThanOrEqual(keysIn(WINDOW) + 10)
  })

  test.each(WINDOWS)(
    'by slot, %s are read once, however many pages they take',
    async (_what, window) => {
      // A region that few keys are for is found by reading them all, and no more than that.
      for (const region of ['US', 'CA', 'XX']) {
        const { slotRows, rows } = await read(
          'created',
          window,
          { ...ALL, regions: [region] },
          'merge',
        )
        expect(slotRows + rows).toBeLessThanOrEqual(2 * keysIn(window) + 100)
      }
    },
  )

  test('a walk reads the table once, however many pages it takes', async () => {
    for (const region of ['US', 'CA', 'XX']) {
      const { rows, ran } = await read('created', WINDOW, { ...ALL, regions: [region] }, 'walk')
      const pages = Math.ceil(expectedKeys(WINDOW, region).length / PAGE_KEYS)
      expect(ran.length).toBe(Math.max(1, pages))
      expect(rows).toBeLessThanOrEqual(STORED + STORED / 100 + 100)
    }
  })

  test('no page is sorted, and each comes by the index that is meant', async () => {
    for (const [list, reading, plan] of [
      ['created', 'merge', 'USING INDEX diagnosis_keys_created_at (created_at=? AND key_data>?)'],
      ['revised', 'merge', 'USING INDEX diagnosis_keys_revised_at (revised_at=? AND key_data>?)'],
      ['created', 'walk', 'USING PRIMARY KEY (key_data>?)'],
      ['revised', 'walk', 'USING PRIMARY KEY (key_data>?)'],
    ] as const) {
      const { ran } = await read(list, WINDOW, ALL, reading)
      const pages = ran.filter((statement) => statement.sql.includes('group_concat'))
      expect(pages.length).toBeGreaterThan(0)
      for (const { sql, values } of pages) {
        const { results } = await env.KEYSERVER_DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
          .bind(...values)
          .all<{ detail: string }>()
        const details = results.map((row) => row.detail).join('\n')
        expect(details).not.toContain('TEMP B-TREE')
        expect(details).toContain(plan)
      }
    }
  })
})

describe('the choice of a way', () => {
  test.each<[string, number, number, number, Reading]>([
    ['a slot of a small share', 1, 40_000, 1_000_000, 'one-slot'],
    ['slots of a small share', 24, 40_000, 1_000_000, 'merge'],
    ['slots of a large share', 24, 100_000, 1_000_000, 'walk'],
    ['one slot of a large share', 1, 100_000, 1_000_000, 'walk'],
    ['few keys, whatever is stored', 24, 20_000, Number.POSITIVE_INFINITY, 'merge'],
    ['more slots than memory has pages for', 513, 20_000, Number.POSITIVE_INFINITY, 'walk'],
  ])('%s', (_what, slots, windowKeys, storedKeys, reading) => {
    expect(chooseReading(slots, windowKeys, storedKeys)).toBe(reading)
  })

  test('what is stored is estimated from a 256th of it', async () => {
    const counting = countRows(env.KEYSERVER_DB)
    const estimate = await estimateStoredKeys(openKeyserver(counting.database))
    // 30,001 random keys: 117 of them expected in the sample, give or take four standard deviations.
    expect(Math.abs(estimate - STORED)).toBeLessThan(0.4 * STORED)
    expect(counting.rowsRead()).toBeLessThan(200)
  })
})
