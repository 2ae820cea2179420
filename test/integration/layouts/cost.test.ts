/** What a minute of a layout costs: nothing where nothing is new, and a new hour the same however much is stored. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import type { ArchiveStore } from '../../../src/flows/archive-store.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { billDatabase } from '../../support/billed-database.ts'
import {
  type StoredTestKey,
  startLayout,
  storeKeys,
  type TestLayout,
} from '../../support/layouts.ts'

const HOUR = 3600
const DAY = 86_400
const NOW = Date.parse('2026-11-19T12:20:00Z') / 1000
const KEYS_AN_HOUR = 20

const keysOfHours = (first: number, hours: number, until: number): StoredTestKey[] =>
  Array.from({ length: hours * KEYS_AN_HOUR }, (_, i) => ({
    key: (first + i).toString(16).padStart(32, '0'),
    createdAt: until - (until % HOUR) - (1 + Math.floor(i / KEYS_AN_HOUR)) * HOUR,
    start: Math.floor(NOW / DAY - 13) * 144,
  }))

const startCoronaWarnApp = () =>
  startLayout({
    layout: 'corona-warn-app',
    settings: { appBundleId: 'de.rki.coronawarnapp-dev', shiftingThreshold: 5 },
  })

/** One run, with what it cost. */
async function billedRun(layout: TestLayout, now: number) {
  const { database, take } = billDatabase(env.KEYSERVER_DB)
  const bucket: Record<string, number> = {}
  const store = r2ArchiveStore(env.EXPORTS)
  const archives = new Proxy(store, {
    get(target, member: keyof ArchiveStore) {
      return (...args: never[]) => {
        bucket[member] = (bucket[member] ?? 0) + 1
        return (target[member] as (...given: never[]) => unknown)(...args)
      }
    },
  })
  const report = await layout.run(now, { db: openKeyserver(database), archives })
  return { report, bucket, database: take() }
}

test('a minute with nothing new writes nothing, asks nothing of the bucket and reads a handful of rows', async () => {
  const layout = await startCoronaWarnApp()
  await storeKeys(layout.db, keysOfHours(1, 120, NOW))
  await layout.runAll(NOW)
  const { report, bucket, database } = await billedRun(layout, NOW + 60)
  expect(report).toMatchObject({ slots: 0, archives: 0, indexes: 0, deleted: 0, failures: 0 })
  expect(bucket).toEqual({})
  expect(database.rowsWritten).toBe(0)
  expect(database.calls).toBeLessThanOrEqual(4)
  expect(database.rowsRead).toBeLessThanOrEqual(20)
}, 300_000)

test('a new hour among many reads that hour, the record and a few hours beside it, and never the whole of the keys', async () => {
  const layout = await startCoronaWarnApp()
  await storeKeys(layout.db, keysOfHours(1, 120, NOW))
  await layout.runAll(NOW)
  await storeKeys(layout.db, keysOfHours(100_000, 1, NOW + HOUR))
  const { report, bucket, database } = await billedRun(layout, NOW + HOUR)
  expect(report).toMatchObject({ slots: 1, archives: 2, keys: 2 * KEYS_AN_HOUR, indexes: 2 })
  // Two archives and two indexes; of an index one looks what is there, of an archive never.
  expect(bucket).toEqual({ putOnce: 2, head: 2, swap: 2 })
  expect(database.calls).toBeLessThanOrEqual(35)
  // 240 decisions a few times, 60 archives, the keys of some hours twice: of 2,400 keys, and the same for a million.
  expect(database.rowsRead).toBeLessThan(2000)
  expect(database.rowsWritten).toBeLessThan(40)
}, 300_000)

test('an hour of the NHS layout that is no period writes nothing to the bucket', async () => {
  const layout = await startLayout({
    layout: 'nhs',
    settings: { homeRegion: 'DE', appBundleId: 'uk.nhs.covid19.production' },
    truncateWindowSeconds: 900,
  })
  await storeKeys(layout.db, keysOfHours(1, 100, NOW))
  await layout.runAll(NOW)
  const minute = await billedRun(layout, NOW + 60)
  expect(minute.bucket).toEqual({})
  expect(minute.database.rowsWritten).toBe(0)
  expect(minute.database.rowsRead).toBeLessThanOrEqual(20)
  const hour = await billedRun(layout, NOW + HOUR)
  expect(hour.report).toMatchObject({ slots: 0, archives: 0, deleted: 0 })
  expect(hour.bucket).toEqual({})
}, 300_000)
