/** Cases of the Corona-Warn-App's own tests, as they come out of the job: its directories, its publisher, its retention. */

import { describe, expect, test } from 'vitest'
import { parseObjectName } from '../../../src/core/layouts/corona-warn-app/paths.ts'
import { type NodeLayout, startNodeLayout } from '../../support/node-layouts.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const seconds = (text: string) => Date.parse(`${text}:00Z`) / 1000
const BASE = 'version/v1/diagnosis-keys/country'
const SETTINGS = {
  supportedCountries: ['DE', 'FR'],
  appBundleId: 'de.rki.coronawarnapp-dev',
  shiftingThreshold: 5,
}
/** The original's tests stand at noon of a fifth of January. */
const NOW = seconds('2022-01-05T12:10')

let lastKey = 0
const keys = (count: number, submitted: string): StoredTestKey[] =>
  Array.from({ length: count }, () => ({
    key: (++lastKey).toString(16).padStart(32, '0'),
    createdAt: seconds(submitted),
    start: seconds('2021-12-28T00:00') / 600,
  }))

const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startNodeLayout({ layout: 'corona-warn-app', settings: { ...SETTINGS, ...settings } })

const hoursUpTo = (hour: number) => Array.from({ length: hour + 1 }, (_, i) => i)
const list = (layout: NodeLayout, path: string): unknown =>
  JSON.parse(layout.textOf(`${BASE}/${path}`) ?? 'null')
const namesOf = (layout: NodeLayout, kind: string, country = 'DE') =>
  [...layout.archives.objects.keys()].filter((name) => {
    const object = parseObjectName('', name)
    return object?.kind === kind && 'country' in object && object.country === country
  })
const etagsOf = (layout: NodeLayout) =>
  Object.fromEntries([...layout.archives.objects].map(([name, { etag }]) => [name, etag]))

describe('directories', () => {
  /** Keys of the 3rd, the 4th and the 5th, hourly from the first midnight on. */
  async function published(settings: Readonly<Record<string, unknown>>): Promise<NodeLayout> {
    const layout = await start({ hourFileRetentionDays: 3, ...settings })
    await storeKeys(layout.db, [
      ...keys(5, '2022-01-03T00:00'),
      ...keys(5, '2022-01-04T00:00'),
      ...keys(5, '2022-01-05T00:00'),
      ...keys(5, '2022-01-05T12:00'),
    ])
    await layout.runAll(NOW)
    return layout
  }

  test('have all hours of the days that are over, those of today up to now, and no day of today', async () => {
    const layout = await published({})
    expect(list(layout, 'DE/date')).toEqual(['2022-01-03', '2022-01-04'])
    expect(list(layout, 'DE/date/2022-01-03/hour')).toEqual(hoursUpTo(23))
    expect(list(layout, 'DE/date/2022-01-04/hour')).toEqual(hoursUpTo(23))
    expect(list(layout, 'DE/date/2022-01-05/hour')).toEqual(hoursUpTo(11))
    expect(namesOf(layout, 'day')).toHaveLength(2)
    expect(namesOf(layout, 'hour')).toHaveLength(60)
  })

  test('with incomplete days have today too', async () => {
    const layout = await published({ includeIncompleteDays: true })
    expect(list(layout, 'DE/date')).toEqual(['2022-01-03', '2022-01-04', '2022-01-05'])
    expect(layout.keysOf(`${BASE}/DE/date/2022-01-05`)).toHaveLength(5)
    expect(list(layout, 'DE/date/2022-01-05/hour')).toEqual(hoursUpTo(11))
  })

  test.each([
    [true, [0, 12]],
    [false, [0]],
  ])('of the demo with incomplete hours: %s', async (includeIncompleteHours, hours) => {
    const layout = await published({
      demo: true,
      includeIncompleteDays: true,
      includeIncompleteHours,
    })
    expect(list(layout, 'DE/date/2022-01-05/hour')).toEqual(hours)
    expect(layout.keysOf(`${BASE}/DE/date/2022-01-05`)).toHaveLength(10)
  })

  test('have days and hours without enough keys, and empty files for them', async () => {
    const layout = await start()
    await storeKeys(layout.db, keys(1, '2022-01-03T10:00'))
    await layout.runAll(NOW)
    for (const country of ['DE', 'EUR']) {
      expect(list(layout, `${country}/date`)).toEqual(['2022-01-03', '2022-01-04'])
      expect(layout.keysOf(`${BASE}/${country}/date/2022-01-03`)).toEqual([])
      expect(list(layout, `${country}/date/2022-01-05/hour`)).toEqual(hoursUpTo(11))
    }
  })

  test('without keys are a list of countries and empty lists of dates', async () => {
    const layout = await start()
    await layout.runAll(NOW)
    expect([...layout.archives.objects.keys()].sort()).toEqual(
      ['version', 'version/index-v2', BASE, `${BASE}/DE/date`, `${BASE}/EUR/date`].sort(),
    )
    expect(layout.textOf(`${BASE}/DE/date`)).toBe('[]')
    expect(layout.textOf(`${BASE}/EUR/date`)).toBe('[]')
  })

  test('of a demo before any hour is decided have the present one', async () => {
    const layout = await start({
      demo: true,
      includeIncompleteDays: true,
      includeIncompleteHours: true,
    })
    await storeKeys(layout.db, keys(2, '2022-01-05T12:00'))
    // Padding is behind by days: no hour may close.
    await layout.d1
      .prepare(`INSERT INTO padding_policies (region, minimum_uploads) VALUES ('DE', 10)`)
      .run()
    await layout.run(NOW)
    expect(list(layout, 'DE/date/2022-01-05/hour')).toEqual([12])
  })
})

describe('publishing', () => {
  async function withDay() {
    const layout = await start()
    await storeKeys(layout.db, keys(5, '2022-01-04T10:00'))
    await layout.runAll(NOW)
    layout.archives.operations = []
    return layout
  }

  test('stores nothing again that is as it was', async () => {
    const layout = await withDay()
    const before = etagsOf(layout)
    await layout.runAll(NOW + 600)
    expect(layout.archives.operations).toEqual([])
    expect(etagsOf(layout)).toEqual(before)
  })

  test('replaces an index that differs, and only that', async () => {
    const layout = await withDay()
    await storeKeys(layout.db, keys(5, '2022-01-05T12:00'))
    await layout.runAll(NOW + 3600)
    const written = layout.archives.operations.filter(({ operation }) => operation === 'swap')
    expect(written.map(({ name }) => name).sort()).toEqual([
      `${BASE}/DE/date/2022-01-05/hour`,
      `${BASE}/EUR/date/2022-01-05/hour`,
    ])
  })

  test.each([false, true])(
    'of a file of keys that differs, forced: %s',
    async (forceUpdateKeyFiles) => {
      const layout = await withDay()
      const before = etagsOf(layout)
      await layout.change({ ...SETTINGS, appBundleId: 'de.rki.coronawarnapp', forceUpdateKeyFiles })
      await layout.runAll(NOW + 60)
      for (const name of [...namesOf(layout, 'day'), ...namesOf(layout, 'hour')]) {
        const isReplaced = etagsOf(layout)[name] !== before[name]
        expect(isReplaced, name).toBe(forceUpdateKeyFiles)
      }
      // Once, and not in every hour that follows.
      const after = etagsOf(layout)
      await layout.runAll(NOW + 3600)
      for (const name of Object.keys(before).filter((one) => !/\/(hour|date)$/.test(one))) {
        expect(etagsOf(layout)[name], name).toBe(after[name])
      }
    },
  )

  test('leaves what is published as it was, when some of its keys are deleted', async () => {
    const layout = await withDay()
    const before = etagsOf(layout)
    await layout.d1.prepare('DELETE FROM diagnosis_keys').run()
    await layout.runAll(NOW + 3600)
    for (const name of [...namesOf(layout, 'day'), ...namesOf(layout, 'hour')]) {
      if (name in before) expect(etagsOf(layout)[name], name).toBe(before[name])
    }
    expect(layout.keysOf(`${BASE}/DE/date/2022-01-04`)).toHaveLength(5)
  })
})

describe('retention', () => {
  const weekOfKeys = () => [1, 2, 3, 4, 5].flatMap((day) => keys(5, `2022-01-0${day}T01:00`))
  const datesOf = (names: readonly string[]) =>
    [...new Set(names.map((name) => /\d{4}-\d{2}-\d{2}/.exec(name)?.[0]))].sort()

  test.each(['DE', 'EUR'])('of one day leaves yesterday and today in %s', async (country) => {
    const layout = await start()
    await storeKeys(layout.db, weekOfKeys())
    await layout.runAll(NOW)
    layout.archives.objects.set('version/v1/app_config', {
      bytes: new Uint8Array(1),
      etag: 'other',
      meta: { contentType: 'application/zip', cacheControl: '' },
    })
    await layout.change({ ...SETTINGS, retentionDays: 1, includeIncompleteDays: true })
    await layout.runAll(NOW + 60)
    expect(datesOf(namesOf(layout, 'day', country))).toEqual(['2022-01-04', '2022-01-05'])
    expect(layout.archives.objects.has('version/v1/app_config')).toBe(true)
  })

  test.each(['DE', 'EUR'])(
    'of hours leaves those of yesterday and today in %s, with their indexes',
    async (country) => {
      const layout = await start({ hourFileRetentionDays: 4 })
      await storeKeys(layout.db, weekOfKeys())
      await layout.runAll(NOW)
      expect(datesOf(namesOf(layout, 'hour', country))).toHaveLength(4)
      await layout.change({ ...SETTINGS, hourFileRetentionDays: 2 })
      await layout.runAll(NOW + 60)
      const kept = ['2022-01-04', '2022-01-05']
      expect(datesOf(namesOf(layout, 'hour', country))).toEqual(kept)
      expect(datesOf(namesOf(layout, 'hours', country))).toEqual(kept)
      expect(namesOf(layout, 'hour', country)).toHaveLength(24 + 12)
    },
  )
})
