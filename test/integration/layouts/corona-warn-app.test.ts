/** The Corona-Warn-App layout through the job and the bucket. */

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  keysOf,
  read,
  readBucket,
  type StoredTestKey,
  type StoredThing,
  startLayout,
  storeKeys,
  type TestLayout,
  textOf,
} from '../../support/layouts.ts'

const HOUR = 3600
const seconds = (text: string) => Date.parse(text) / 1000
const interval = (text: string) => seconds(text) / 600
const BASE = 'version/v1/diagnosis-keys/country'

const SETTINGS = {
  originCountry: 'DE',
  supportedCountries: ['DE', 'FR', 'NL'],
  appBundleId: 'de.rki.coronawarnapp-dev',
}

const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startLayout({ layout: 'corona-warn-app', settings: { ...SETTINGS, ...settings } })

/** Keys of a group: the first bytes of a hash of its name and their number. */
const group = (
  name: string,
  count: number,
  origin: string | null,
  visited: readonly string[] | null,
  submitted: string,
  rollingDay: string,
  period = 144,
): StoredTestKey[] =>
  Array.from({ length: count }, (_, i) => ({
    key: createHash('sha256').update(`${name}-${i}`).digest('hex').slice(0, 32),
    createdAt: seconds(submitted),
    start: interval(`${rollingDay}T00:00:00Z`),
    period,
    risk: 6,
    origin,
    visited,
  }))

const namesOf = (keys: readonly StoredTestKey[]) => keys.map(({ key }) => key).sort()

const at = (bucket: ReadonlyMap<string, StoredThing>, path: string) => bucket.get(`${BASE}/${path}`)

describe('the worked example', () => {
  const a = group('a', 100, 'DE', ['DE'], '2020-10-06T20:00:00Z', '2020-10-04')
  const b = group('b', 39, 'DE', ['DE'], '2020-10-06T23:00:00Z', '2020-10-04')
  const c = group('c', 1, 'DE', ['DE'], '2020-10-07T02:00:00Z', '2020-10-04')
  const d = group('d', 139, 'DE', ['DE', 'FR'], '2020-10-07T09:00:00Z', '2020-10-06')
  const e = group('e', 2, 'DE', ['DE'], '2020-10-07T10:00:00Z', '2020-10-07')
  const f = group('f', 5, 'DE', ['DE'], '2020-10-07T11:00:00Z', '2020-10-07', 65)
  const g = group('g', 3, 'FR', ['FR'], '2020-10-07T11:00:00Z', '2020-10-07')
  const h = group('h', 7, 'FR', ['FR', 'DE'], '2020-10-08T06:00:00Z', '2020-10-05')
  const i = group('i', 2, 'IT', ['NL', 'IT'], '2020-10-07T15:00:00Z', '2020-10-05')
  const j = group('j', 4, 'IT', null, '2020-10-08T07:00:00Z', '2020-10-05')
  const k = group('k', 200, 'DE', ['DE'], '2020-10-08T12:00:00Z', '2020-10-05')
  const all = [a, b, c, d, e, f, g, h, i, j, k].flat()
  const NOW = seconds('2020-10-08T12:20:00Z')

  async function published(): Promise<[TestLayout, ReadonlyMap<string, StoredThing>]> {
    const layout = await start()
    await storeKeys(layout.db, all)
    await layout.runAll(NOW)
    return [layout, await readBucket()]
  }

  test('gives the packages and the indexes of the original', async () => {
    const [{ publicKeys }, bucket] = await published()
    expect(textOf(bucket.get('version'))).toBe('["v1"]')
    expect(textOf(bucket.get('version/index-v2'))).toBe('["v2"]')
    expect(textOf(bucket.get(BASE))).toBe('["DE","EUR"]')
    for (const country of ['DE', 'EUR']) {
      expect(textOf(at(bucket, `${country}/date`))).toBe('["2020-10-06","2020-10-07"]')
      expect(textOf(at(bucket, `${country}/date/2020-10-07/hour`))).toBe(
        JSON.stringify(Array.from({ length: 24 }, (_, hour) => hour)),
      )
      expect(textOf(at(bucket, `${country}/date/2020-10-08/hour`))).toBe(
        JSON.stringify(Array.from({ length: 12 }, (_, hour) => hour)),
      )
      expect(at(bucket, `${country}/date/2020-10-06/hour`)).toBeUndefined()
      expect(at(bucket, `${country}/date/2020-10-08`)).toBeUndefined()
      expect(keysOf(at(bucket, `${country}/date/2020-10-06`), publicKeys)).toEqual([])
    }
    const hours = (country: string, date: string) =>
      Array.from({ length: 24 }, (_, hour) => at(bucket, `${country}/date/${date}/hour/${hour}`))
        .map((thing, hour) => [hour, thing] as const)
        .filter(([, thing]) => thing !== undefined)
        .map(([hour, thing]) => [hour, keysOf(thing, publicKeys)] as const)
        .filter(([, keys]) => keys.length > 0)
    const abc = namesOf([...a, ...b, ...c])
    const df = namesOf([...d, ...f])
    expect(hours('DE', '2020-10-07')).toEqual([
      [2, abc],
      [13, df],
    ])
    expect(hours('EUR', '2020-10-07')).toEqual([
      [2, abc],
      [11, namesOf(g)],
      [13, df],
      [15, namesOf(i)],
    ])
    expect(hours('DE', '2020-10-08')).toEqual([])
    expect(hours('EUR', '2020-10-08')).toEqual([])
    expect(keysOf(at(bucket, 'DE/date/2020-10-07'), publicKeys)).toEqual([...abc, ...df].sort())
    expect(keysOf(at(bucket, 'EUR/date/2020-10-07'), publicKeys)).toEqual(
      [...abc, ...df, ...namesOf([...g, ...i])].sort(),
    )
  })

  test('names hour and day in the header of each archive', async () => {
    const [{ publicKeys }, bucket] = await published()
    const hour = read(
      at(bucket, 'DE/date/2020-10-07/hour/2')?.bytes ?? new Uint8Array(),
      publicKeys,
    )
    expect(hour).toMatchObject({
      start: seconds('2020-10-07T02:00:00Z'),
      end: seconds('2020-10-07T03:00:00Z'),
      region: 'DE',
    })
    const day = read(at(bucket, 'EUR/date/2020-10-07')?.bytes ?? new Uint8Array(), publicKeys)
    expect(day).toMatchObject({
      start: seconds('2020-10-07T00:00:00Z'),
      end: seconds('2020-10-08T00:00:00Z'),
      region: 'EUR',
    })
  })

  test('a second run writes nothing', async () => {
    const [layout, before] = await published()
    expect(await layout.run(NOW + 60)).toEqual({
      slots: 0,
      archives: 0,
      keys: 0,
      indexes: 0,
      deleted: 0,
      failures: 0,
    })
    const after = await readBucket()
    expect([...after].map(([name, { etag }]) => [name, etag])).toEqual(
      [...before].map(([name, { etag }]) => [name, etag]),
    )
  })

  test('what waits is published when it is enough, and nothing twice', async () => {
    const [layout] = await published()
    await layout.runAll(NOW + HOUR)
    const bucket = await readBucket()
    expect(keysOf(at(bucket, 'DE/date/2020-10-08/hour/12'), layout.publicKeys)).toEqual(
      namesOf([...e, ...h, ...j, ...k]),
    )
  })
})

describe('with policies for all countries', () => {
  test('a key for two of them stands in one hour of the union, that of the first', async () => {
    const layout = await start({ applyPoliciesForAllCountries: true, shiftingThreshold: 3 })
    // Alone NL's threshold is met at nine with the visitor of both, and FR's at eleven.
    const both = group('both', 1, 'IT', ['FR', 'NL'], '2020-10-07T09:00:00Z', '2020-10-05')
    const nl = group('nl', 3, 'IT', ['NL'], '2020-10-07T09:00:00Z', '2020-10-05')
    const fr = group('fr', 2, 'IT', ['FR'], '2020-10-07T11:00:00Z', '2020-10-05')
    await storeKeys(layout.db, [...both, ...nl, ...fr])
    await layout.runAll(seconds('2020-10-08T12:20:00Z'))
    const bucket = await readBucket()
    const hour = (n: number) =>
      keysOf(at(bucket, `EUR/date/2020-10-07/hour/${n}`), layout.publicKeys)
    expect(hour(9)).toEqual(namesOf(nl))
    expect(hour(11)).toEqual(namesOf([...both, ...fr]))
    expect(keysOf(at(bucket, 'EUR/date/2020-10-07'), layout.publicKeys)).toEqual(
      namesOf([...both, ...nl, ...fr]),
    )
  })
})

test('a day that is published before it is over grows with its hours, and is whole after the last', async () => {
  const layout = await start({ includeIncompleteDays: true, shiftingThreshold: 0 })
  const early = group('early', 2, null, null, '2020-10-08T09:00:00Z', '2020-10-05')
  const late = group('late', 3, null, null, '2020-10-08T23:00:00Z', '2020-10-05')
  await storeKeys(layout.db, early)
  await layout.runAll(seconds('2020-10-08T12:20:00Z'))
  const today = async () => keysOf(at(await readBucket(), 'DE/date/2020-10-08'), layout.publicKeys)
  expect(await today()).toEqual(namesOf(early))
  expect(textOf(at(await readBucket(), 'DE/date'))).toBe('["2020-10-08"]')
  await storeKeys(layout.db, late)
  await layout.runAll(seconds('2020-10-08T23:20:00Z'))
  expect(await today()).toEqual(namesOf(early))
  await layout.runAll(seconds('2020-10-09T00:20:00Z'))
  expect(await today()).toEqual(namesOf([...early, ...late]))
  // Also where nobody ran for days, and the hour has no archive of its own any more.
  const next = group('next', 4, null, null, '2020-10-09T08:00:00Z', '2020-10-05')
  await layout.runAll(seconds('2020-10-09T04:20:00Z'))
  await storeKeys(layout.db, next)
  await layout.runAll(seconds('2020-10-12T04:20:00Z'))
  const bucket = await readBucket()
  expect(keysOf(at(bucket, 'DE/date/2020-10-09'), layout.publicKeys)).toEqual(namesOf(next))
})
