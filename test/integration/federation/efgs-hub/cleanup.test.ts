/** Keys of our gateway at their age: they go, with a record of it; what is known of who sent and fetched stays. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import {
  addSeconds,
  asUnixSeconds,
  floorTo,
  SECONDS_PER_DAY,
  type UnixSeconds,
} from '../../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../../src/db/keyserver/database.ts'
import {
  readEfgsBatch,
  readUploadsOfBatch,
} from '../../../../src/db/keyserver/queries/efgs-hub-batches.ts'
import { isEfgsTagTaken } from '../../../../src/db/keyserver/queries/efgs-hub-uploads.ts'
import { deleteEverything } from '../../../../src/db/keyserver/queries/seed.ts'
import { buildEfgsBatches } from '../../../../src/flows/efgs-hub/build-batches.ts'
import { deleteExpiredEfgsHub } from '../../../../src/flows/efgs-hub/delete-expired.ts'
import { freshKeys, storeEfgsUpload, walkBatches } from '../../../support/efgs-hub-store.ts'
import { rowsOf } from '../../../support/exchange.ts'
import { interruptEverywhere } from '../../../support/recorded-effects.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const MIDNIGHT = floorTo(NOON, SECONDS_PER_DAY)
const daysAgo = (days: number, seconds = 0): UnixSeconds =>
  addSeconds(MIDNIGHT, seconds - days * SECONDS_PER_DAY)

let db: KeyserverDatabase
beforeEach(async () => {
  db = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(db)
})

const upload = (tag: string, count: number, at: UnixSeconds) =>
  storeEfgsUpload(db, { tag, keys: freshKeys(count) }, at)
const records = () =>
  rowsOf(
    'efgs_hub_cleanups',
    'day, number_of_keys AS deleted, keys_before AS before, keys_after AS after',
  )
const countKeys = async () => (await rowsOf('efgs_hub_keys', 'count(*) AS n'))[0]?.['n']

test('of twelve keys the five that are too old are deleted, and it is written down', async () => {
  await upload('old', 3, daysAgo(3))
  // The last second that is too old, and the first that is not.
  await upload('just too old', 2, daysAgo(2, -1))
  await upload('just not', 4, daysAgo(2))
  await upload('new', 3, NOON)
  expect(await deleteExpiredEfgsHub(db, 2, NOON)).toBe(5)
  expect(await countKeys()).toBe(7)
  expect(await records()).toEqual([{ day: '2026-11-25', deleted: 5, before: 12, after: 7 }])
})

test.each([
  [1, 4],
  [2, 3],
  [14, 1],
])('keys are kept for %d days: %d go', async (maxAgeDays, expected) => {
  for (const days of [0, 1, 2, 13, 14, 15]) await upload(`${days}`, 1, daysAgo(days, 1))
  expect(await deleteExpiredEfgsHub(db, maxAgeDays, NOON)).toBe(expected)
})

test('a day has one record, however often it is cleaned up, and even where nothing was to be done', async () => {
  await upload('new', 3, NOON)
  expect(await deleteExpiredEfgsHub(db, 2, NOON)).toBe(0)
  expect(await deleteExpiredEfgsHub(db, 2, addSeconds(NOON, 3600))).toBe(0)
  const nothing = { day: '2026-11-25', deleted: 0, before: 3, after: 3 }
  expect(await records()).toEqual([nothing])
  expect(await deleteExpiredEfgsHub(db, 2, addSeconds(NOON, 3 * SECONDS_PER_DAY))).toBe(3)
  expect(await records()).toEqual([nothing, { day: '2026-11-28', deleted: 3, before: 3, after: 0 }])
})

test('a shorter age is kept to on the same day, in the same record', async () => {
  await upload('a', 2, daysAgo(3))
  await upload('b', 3, daysAgo(2))
  await deleteExpiredEfgsHub(db, 2, NOON)
  expect(await deleteExpiredEfgsHub(db, 1, NOON)).toBe(5)
  expect(await records()).toEqual([{ day: '2026-11-25', deleted: 5, before: 5, after: 0 }])
})

test('batches and records of uploads and downloads stay; a batch has nothing in it any more', async () => {
  await upload('old', 3, daysAgo(3))
  await buildEfgsBatches(db, 5000, daysAgo(3))
  await walkBatches(db, 'FR', daysAgo(3))
  await deleteExpiredEfgsHub(db, 2, NOON)
  expect(await walkBatches(db, 'FR', daysAgo(3))).toEqual([{ name: '20261122-1', keys: [] }])
  expect(await rowsOf('efgs_hub_uploads', 'tag, number_of_keys AS n')).toEqual([
    { tag: 'old', n: 3 },
  ])
  expect(await rowsOf('efgs_hub_downloads', 'number_of_keys AS n', 'id')).toEqual([
    { n: 3 },
    { n: 0 },
  ])
  const batch = await readEfgsBatch(db, '20261122-1')
  // An audit of keys that are gone proves nothing: there is none.
  expect(batch && (await readUploadsOfBatch(db, batch))).toEqual([])
})

test('tags and keys of what is deleted may come again', async () => {
  const keys = freshKeys(2)
  await storeEfgsUpload(db, { tag: 'x', keys }, daysAgo(3))
  expect(await isEfgsTagTaken(db, 'x')).toBe(true)
  expect(await storeEfgsUpload(db, { tag: 'x', keys: freshKeys(1) }, NOON)).toBe('tag_exists')
  expect(await storeEfgsUpload(db, { tag: 'y', keys }, NOON)).toBe('key_exists')
  await deleteExpiredEfgsHub(db, 2, NOON)
  expect(await isEfgsTagTaken(db, 'x')).toBe(false)
  expect(await storeEfgsUpload(db, { tag: 'x', keys }, NOON)).toBe('stored')
})

test('what was never in a batch goes too, and holds up nothing that comes', async () => {
  await upload('old', 3, daysAgo(3))
  await deleteExpiredEfgsHub(db, 2, NOON)
  await upload('new', 2, NOON)
  await buildEfgsBatches(db, 5000, NOON)
  expect((await walkBatches(db, 'FR')).map(({ keys }) => keys.length)).toEqual([2])
})

test('more than a statement takes at once', async () => {
  for (let i = 0; i < 6; i++) await upload(`${i}`, 4000, daysAgo(3))
  expect(await deleteExpiredEfgsHub(db, 2, NOON)).toBe(24_000)
  expect(await countKeys()).toBe(0)
  expect(await records()).toMatchObject([{ deleted: 24_000, before: 24_000, after: 0 }])
})

test('a clean-up that dies anywhere, or overlaps with another, is counted as one', async () => {
  const { effects, undisturbed, cases } = await interruptEverywhere(
    {
      async prepare() {
        await deleteEverything(db)
        for (const tag of ['a', 'b', 'c']) await upload(tag, 7, daysAgo(3))
        await upload('new', 2, NOON)
      },
      run: (recorder) =>
        deleteExpiredEfgsHub(openKeyserver(recorder.database(env.KEYSERVER_DB)), 2, NOON),
      async readState() {
        const gone = await rowsOf(
          'efgs_hub_uploads',
          'tag, keys_deleted_at IS NOT NULL AS gone',
          'tag',
        )
        return { records: await records(), keys: await countKeys(), gone }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(effects.length).toBeGreaterThanOrEqual(5)
  expect(undisturbed.records).toMatchObject([{ deleted: 21, before: 23, after: 2 }])
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
})

test('records without keys are forgotten after ninety days, but for the newest batch, after which the next one goes on', async () => {
  for (const days of [93, 91, 89]) {
    await upload(`${days}`, 1, daysAgo(days))
    await buildEfgsBatches(db, 1, daysAgo(days))
    await deleteExpiredEfgsHub(db, 2, daysAgo(days - 3))
  }
  // One with keys that nobody deleted yet, of whatever age, is not forgotten before they are.
  await upload('late', 1, daysAgo(95))
  const before = await rowsOf('efgs_hub_batches', 'id, day', 'id')
  expect(before).toHaveLength(3)
  for (const at of [daysAgo(91), daysAgo(89)]) await walkBatches(db, 'FR', at)
  await deleteExpiredEfgsHub(db, 2, NOON)
  expect(await rowsOf('efgs_hub_batches', 'id, day', 'id')).toEqual(before.slice(2))
  expect(await rowsOf('efgs_hub_uploads', 'tag', 'id')).toEqual([{ tag: '89' }])
  expect((await rowsOf('efgs_hub_downloads', 'requested_at AS at')).map(({ at }) => at)).toEqual([
    daysAgo(89),
  ])
  expect((await records()).map((row) => row['day'])).toEqual([
    '2026-08-29',
    '2026-08-31',
    '2026-11-25',
  ])
  await deleteExpiredEfgsHub(db, 2, addSeconds(NOON, 200 * SECONDS_PER_DAY))
  expect(await rowsOf('efgs_hub_batches', 'id, day', 'id')).toEqual(before.slice(2))
  await upload('next', 1, addSeconds(NOON, 200 * SECONDS_PER_DAY))
  expect(await buildEfgsBatches(db, 10, addSeconds(NOON, 200 * SECONDS_PER_DAY))).toBe(1)
  const [, next] = await rowsOf('efgs_hub_batches', 'number_of_keys AS n', 'id')
  expect(next).toEqual({ n: 1 })
})
