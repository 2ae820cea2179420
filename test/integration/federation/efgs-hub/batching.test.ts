/** Batches of our gateway: whole uploads, in order, under names that never come twice. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds, SECONDS_PER_DAY } from '../../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../../src/db/keyserver/database.ts'
import { readEfgsBatch } from '../../../../src/db/keyserver/queries/efgs-hub-batches.ts'
import { deleteEverything } from '../../../../src/db/keyserver/queries/seed.ts'
import { buildEfgsBatches } from '../../../../src/flows/efgs-hub/build-batches.ts'
import { hexOf } from '../../../support/efgs-gateway.ts'
import { freshKeys, storeEfgsUpload, walkBatches } from '../../../support/efgs-hub-store.ts'
import { rowsOf } from '../../../support/exchange.ts'
import { interruptEverywhere } from '../../../support/recorded-effects.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const LIMIT = 9

let db: KeyserverDatabase
let serial = 0
beforeEach(async () => {
  db = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(db)
})

async function upload(count: number, version = '1.0', now = NOON): Promise<readonly string[]> {
  const keys = freshKeys(count)
  expect(await storeEfgsUpload(db, { tag: `u${serial++}`, version, keys }, now)).toBe('stored')
  return hexOf(keys)
}

const batches = () =>
  rowsOf('efgs_hub_batches', 'day, number, number_of_keys AS keys', 'id') as Promise<
    readonly { day: string; number: number; keys: number }[]
  >
const sizes = async () => (await batches()).map(({ keys }) => keys)

describe('what goes into a batch', () => {
  test.each([
    ['of the original', [5, 5, 5, 5, 3], [5, 5, 5, 8]],
    ['that fill it', [4, 5, 9, 1, 8, 1], [9, 9, 9, 1]],
    // The third would fit, and waits behind the second.
    ['that are not skipped', [5, 8, 4], [5, 8, 4]],
    ['of which one is larger than a batch by now', [3, 12, 3], [3, 12, 3]],
  ])('uploads %s: %j make %j', async (_, uploads, expected) => {
    for (const count of uploads) await upload(count)
    expect(await buildEfgsBatches(db, LIMIT, NOON)).toBe(expected.length)
    expect(await sizes()).toEqual(expected)
  })

  test('uploads of one version', async () => {
    for (const version of ['1.0', '1.0', '1.1', '1.0']) await upload(1, version)
    await buildEfgsBatches(db, LIMIT, NOON)
    expect(await sizes()).toEqual([2, 1, 1])
  })

  test('five thousand keys, and not one more', async () => {
    for (const count of [2500, 2500, 1]) await upload(count)
    await buildEfgsBatches(db, 5000, NOON)
    expect(await sizes()).toEqual([5000, 1])
  })

  test('nothing, where nothing waits', async () => {
    expect(await buildEfgsBatches(db, LIMIT, NOON)).toBe(0)
    await upload(1)
    expect(await buildEfgsBatches(db, LIMIT, NOON)).toBe(1)
    expect(await buildEfgsBatches(db, LIMIT, NOON)).toBe(0)
  })

  test('the keys in the order in which they came', async () => {
    const keys = [...(await upload(3)), ...(await upload(4)), ...(await upload(5))]
    await buildEfgsBatches(db, LIMIT, NOON)
    const walked = await walkBatches(db, 'FR')
    expect(walked.map((batch) => batch.keys)).toEqual([keys.slice(0, 7), keys.slice(7)])
  })
})

describe('names', () => {
  const names = async () => (await walkBatches(db, 'FR')).map(({ name }) => name)
  const buildOne = async (now = NOON) => {
    await upload(1, '1.0', now)
    await buildEfgsBatches(db, LIMIT, now)
  }

  test('count from 1 each day, and lead across midnight', async () => {
    const midnight = asUnixSeconds(Date.UTC(2026, 10, 26) / 1000)
    await buildOne()
    await buildOne(addSeconds(midnight, -1))
    await buildOne(midnight)
    await buildOne(addSeconds(midnight, 1))
    await buildOne(addSeconds(midnight, 3 * SECONDS_PER_DAY))
    expect(await names()).toEqual([
      '20261125-1',
      '20261125-2',
      '20261126-1',
      '20261126-2',
      '20261129-1',
    ])
    expect((await readEfgsBatch(db, '20261129-1'))?.next).toBeUndefined()
  })

  test('go on after nine', async () => {
    for (let i = 0; i < 11; i++) await buildOne()
    expect((await names()).slice(-3)).toEqual(['20261125-9', '20261125-10', '20261125-11'])
  })

  test('go on where a clock was put back, over midnight too', async () => {
    await buildOne()
    await buildOne(addSeconds(NOON, -SECONDS_PER_DAY))
    await buildOne(addSeconds(NOON, -1))
    expect(await names()).toEqual(['20261125-1', '20261125-2', '20261125-3'])
  })

  test.each([
    '',
    '20261125',
    '20261125-',
    '20261125-0',
    '20261125-01',
    '2026-11-25-1',
    '20261125-1 ',
  ])('lead nowhere where they are spelled otherwise: %j', async (name) => {
    await buildOne()
    expect(await readEfgsBatch(db, name)).toBeUndefined()
  })
})

test('builders at the same time make the batches of one, among uploads', async () => {
  const keys: string[] = []
  for (let round = 0; round < 5; round++) {
    const uploads = [upload(4), upload(4), upload(1)]
    const builders = Array.from({ length: 8 }, () => buildEfgsBatches(db, LIMIT, NOON))
    await Promise.all([...uploads, ...builders])
    for (const one of uploads) keys.push(...(await one))
  }
  await buildEfgsBatches(db, LIMIT, NOON)
  const walked = await walkBatches(db, 'FR')
  expect(walked.flatMap((batch) => batch.keys).toSorted()).toEqual(keys.toSorted())
  expect(walked.map(({ name }) => name)).toEqual(walked.map((_, i) => `20261125-${i + 1}`))
  for (const batch of walked) expect(batch.keys.length).toBeLessThanOrEqual(LIMIT)
})

test('a run makes a bounded number, and the next goes on', async () => {
  for (let i = 0; i < 205; i++) await upload(1)
  expect(await buildEfgsBatches(db, 1, NOON)).toBe(200)
  expect(await buildEfgsBatches(db, 1, NOON)).toBe(5)
})

test('a run that dies anywhere leaves whole batches, and the next makes the rest', async () => {
  let keys: string[] = []
  const { effects, undisturbed, cases } = await interruptEverywhere(
    {
      async prepare() {
        await deleteEverything(db)
        keys = []
        for (const count of [5, 5, 5, 5, 3]) keys.push(...(await upload(count)))
      },
      run: (recorder) =>
        buildEfgsBatches(openKeyserver(recorder.database(env.KEYSERVER_DB)), LIMIT, NOON),
      async readState() {
        const walked = await walkBatches(db, 'FR')
        const found = walked.flatMap((batch) => batch.keys)
        return {
          batches: await batches(),
          isOfTheFirst: `${found}` === `${keys.slice(0, found.length)}`,
        }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(effects).toHaveLength(5)
  expect(undisturbed.batches.map((batch) => batch.keys)).toEqual([5, 5, 5, 8])
  for (const { name, left, end } of cases) {
    expect(left.isOfTheFirst, name).toBe(true)
    expect(left.batches, name).toEqual(undisturbed.batches.slice(0, left.batches.length))
    expect(end, name).toEqual(undisturbed)
  }
})
