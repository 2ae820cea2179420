/** What a minute of the exchange costs: nothing is written where nothing is new, and a new hour reads that hour alone. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { billDatabase } from '../../support/billed-database.ts'
import {
  addPartner,
  exportOnce,
  importOnce,
  NOW,
  startExchange,
  YESTERDAY,
} from '../../support/exchange.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const TEN = NOW - (NOW % HOUR)

let db: KeyserverDatabase
let partner: ScriptedPartner
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  partner = new ScriptedPartner()
})

const keysOfHours = (first: number, hours: number, until: number, each: number): StoredTestKey[] =>
  Array.from({ length: hours * each }, (_, i) => ({
    key: (first + i).toString(16).padStart(32, '0'),
    createdAt: until - (1 + Math.floor(i / each)) * HOUR,
    start: YESTERDAY - 8 * 144,
    consent: 3,
  }))

/** One run of both directions, with what it cost. */
async function billedRun(now: number) {
  const { database, take } = billDatabase(env.KEYSERVER_DB)
  const deps = { db: openKeyserver(database) }
  await importOnce(1, partner, { now, deps })
  const imported = take()
  await exportOnce(1, partner, { now, deps })
  return { imported, exported: take() }
}

test('a minute with nothing new reads a handful of rows and writes none', async () => {
  partner.batches = [
    {
      date: '2026-11-19',
      tag: 'a',
      keys: Array.from({ length: 50 }, (_, i) => receivedKey(900_000 + i, YESTERDAY)),
    },
  ]
  await storeKeys(db, keysOfHours(1, 200, TEN, 20))
  await billedRun(NOW)
  await billedRun(NOW + 1)
  const { imported, exported } = await billedRun(NOW + 60)
  expect(imported.rowsWritten + exported.rowsWritten).toBe(0)
  // Three states, and three claims that find nothing.
  expect(imported.rowsRead + exported.rowsRead).toBeLessThanOrEqual(16)
  expect(imported.calls).toBeLessThanOrEqual(4)
  expect(exported.calls).toBeLessThanOrEqual(2)
})

test('a new hour among many reads the hours that its releases may lie in, and never the whole of the keys', async () => {
  await storeKeys(db, keysOfHours(1, 200, TEN, 20))
  await billedRun(NOW)
  await storeKeys(db, keysOfHours(100_000, 1, TEN + HOUR, 20))
  const { exported } = await billedRun(NOW + HOUR)
  expect([...partner.received.values()].at(-1)).toHaveLength(20)
  // Six hours of 20 keys, twice, of 4,020.
  expect(exported.rowsRead).toBeLessThan(600)
  expect(exported.rowsWritten).toBeLessThan(20)
})

test('a key of a partner costs few written rows: staged, taken from there, stored with its index', async () => {
  partner.batches = [
    {
      date: '2026-11-19',
      tag: 'a',
      keys: Array.from({ length: 5000 }, (_, i) => receivedKey(1 + i, YESTERDAY)),
    },
  ]
  const { imported } = await billedRun(NOW)
  expect(imported.rowsWritten / 5000).toBeLessThan(4.1)
  expect(imported.rowsRead / 5000).toBeLessThan(6.1)
  // Three slices, whatever else.
  expect(imported.calls).toBeLessThan(25)
})
