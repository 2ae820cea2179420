/** Where the Corona-Warn-App's own server went wrong, and this one does not. */

import { describe, expect, test } from 'vitest'
import { coronaWarnAppPlan } from '../../../src/core/layouts/corona-warn-app/plan.ts'
import { defaultSettings } from '../../../src/core/layouts/corona-warn-app/settings.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { LayoutArchive } from '../../../src/db/keyserver/queries/layout-archives.ts'
import { publishCoronaWarnApp } from '../../../src/flows/layouts/corona-warn-app.ts'
import { readKnownArchives } from '../../../src/flows/layouts/layout-run.ts'
import { DEFAULT_OPERATIONS, StoreOperations } from '../../../src/flows/layouts/store-operations.ts'
import { openSigners } from '../../../src/flows/signers.ts'
import { type NodeLayout, startNodeLayout } from '../../support/node-layouts.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const seconds = (text: string) => Date.parse(`${text}:00Z`) / 1000
const BASE = 'version/v1/diagnosis-keys/country'

let lastKey = 0
const keys = (
  count: number,
  submitted: string,
  change: Partial<StoredTestKey> = {},
): StoredTestKey[] =>
  Array.from({ length: count }, () => ({
    key: (++lastKey).toString(16).padStart(32, '0'),
    createdAt: seconds(submitted),
    start: seconds('2026-11-05T00:00') / 600,
    ...change,
  }))
const namesOf = (...groups: readonly StoredTestKey[][]) =>
  groups
    .flat()
    .map(({ key }) => key)
    .sort()

const SETTINGS = {
  supportedCountries: ['DE', 'FR', 'NL'],
  appBundleId: 'de.rki.coronawarnapp-dev',
}
const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startNodeLayout({ layout: 'corona-warn-app', settings: { ...SETTINGS, ...settings } })
const hour = (country: string, at: string) =>
  `${BASE}/${country}/date/${at.slice(0, 10)}/hour/${Number(at.slice(11))}`

describe('a row that the original does not bear', () => {
  test.each([
    ['no visited countries', null],
    ['an empty list of them', [] as string[]],
  ])('with %s is published at home, and the run goes on', async (_name, visited) => {
    const layout = await start({ shiftingThreshold: 5 })
    const stated = keys(5, '2026-11-19T09:00', { origin: 'FR', visited: ['FR'] })
    const unstated = keys(6, '2026-11-19T10:00', { origin: 'NL', visited })
    await storeKeys(layout.db, [...stated, ...unstated])
    await layout.runAll(seconds('2026-11-19T12:20'))
    expect(layout.keysOf(hour('DE', '2026-11-19T10'))).toEqual(namesOf(unstated))
    expect(layout.keysOf(hour('EUR', '2026-11-19T10'))).toEqual(namesOf(unstated))
    expect(layout.keysOf(hour('EUR', '2026-11-19T09'))).toEqual(namesOf(stated))
  })

  test.each<[string, Partial<StoredTestKey>]>([
    ['a key of 15 bytes', { key: 'ab'.repeat(15) }],
    ['a key of 17 bytes', { key: 'ab'.repeat(17) }],
    ['a period of 2000', { period: 2000 }],
    ['a risk of 300', { risk: 300 }],
    ['an onset that means nothing', { onset: 777_777 }],
  ])('with %s does not stop the others', async (_name, change) => {
    const layout = await start({ shiftingThreshold: 5 })
    const good = keys(5, '2026-11-19T09:00')
    await storeKeys(layout.db, [...good, ...keys(1, '2026-11-19T09:00', change)])
    await layout.runAll(seconds('2026-11-19T12:20'))
    const published = layout.keysOf(hour('DE', '2026-11-19T09'))
    expect(published).toEqual(expect.arrayContaining(namesOf(good)))
    for (const key of published) expect(key).toHaveLength(32)
  })
})

describe('a key that comes twice', () => {
  test('is not stored twice', async () => {
    const layout = await start()
    const [key] = keys(1, '2026-11-19T09:00')
    if (key === undefined) throw new Error('there is one')
    await storeKeys(layout.db, [key])
    await expect(
      storeKeys(layout.db, [{ ...key, createdAt: key.createdAt + HOUR }]),
    ).rejects.toThrow(/UNIQUE/)
  })

  test('by two countries of one hour and day stands once in each file', async () => {
    const layout = await start({ shiftingThreshold: 0, applyPoliciesForAllCountries: true })
    const both = keys(3, '2026-11-18T09:00', { origin: 'FR', visited: ['FR', 'NL'] })
    await storeKeys(layout.db, both)
    await layout.runAll(seconds('2026-11-19T00:20'))
    expect(layout.keysOf(hour('EUR', '2026-11-18T09'))).toEqual(namesOf(both))
    expect(layout.keysOf(`${BASE}/EUR/date/2026-11-18`)).toEqual(namesOf(both))
  })
})

describe('keys that wait', () => {
  test('are not given to an hour that is published already, when an old group leaves the ten days', async () => {
    const layout = await start()
    const old = keys(140, '2026-11-08T05:00')
    const few = keys(100, '2026-11-09T05:00', { start: seconds('2026-11-01T00:00') / 600 })
    await storeKeys(layout.db, [...old, ...few])
    for (let at = seconds('2026-11-09T06:20'); at < seconds('2026-11-18T12:00'); at += 6 * HOUR) {
      await layout.runAll(at)
    }
    // The old group is out of the window; 40 that came in the meantime are enough for those that still wait.
    const more = keys(40, '2026-11-18T12:00')
    await storeKeys(layout.db, more)
    await layout.runAll(seconds('2026-11-18T13:20'))
    expect(layout.keysOf(hour('DE', '2026-11-18T12'))).toEqual(namesOf(few, more))
  })

  test('that were published are not counted again: 60 old ones and 80 new ones are not 140', async () => {
    const layout = await start()
    // 80 + 60 are 140 and go out; then the 80 leave the window, and the 60 alone are still in it.
    const leaving = keys(80, '2026-11-08T10:00')
    const old = keys(60, '2026-11-08T13:00')
    await storeKeys(layout.db, [...leaving, ...old])
    await layout.runAll(seconds('2026-11-08T14:20'))
    const published = hour('DE', '2026-11-08T13')
    expect(layout.keysOf(published)).toEqual(namesOf(leaving, old))
    const young = keys(80, '2026-11-18T11:00')
    await storeKeys(layout.db, young)
    for (let at = seconds('2026-11-09T14:20'); at < seconds('2026-11-18T12:00'); at += 12 * HOUR) {
      await layout.runAll(at)
    }
    await layout.runAll(seconds('2026-11-18T12:20'))
    expect(layout.keysOf(hour('DE', '2026-11-18T11'))).toEqual([])
    // They wait for 60 others, and none of those is an old one.
    const last = keys(60, '2026-11-18T12:00')
    await storeKeys(layout.db, last)
    await layout.runAll(seconds('2026-11-18T13:20'))
    expect(layout.keysOf(hour('DE', '2026-11-18T12'))).toEqual(namesOf(young, last))
  })

  test('through a pause of the job are published where they became enough, and none twice', async () => {
    const layout = await start({ daysToPublish: 28, retentionDays: 1 })
    const first = keys(140, '2026-11-06T10:00')
    await storeKeys(layout.db, first)
    await layout.runAll(seconds('2026-11-06T11:20'))
    const second = keys(141, '2026-11-17T10:00')
    await storeKeys(layout.db, second)
    await layout.runAll(seconds('2026-11-18T00:20'))
    expect(layout.keysOf(`${BASE}/DE/date/2026-11-17`)).toEqual(namesOf(second))
    const again = namesOf(first)
    for (const name of layout.archives.objects.keys()) {
      if (!name.includes('/date/2026-11-1')) continue
      if (/\/(hour|date)$/.test(name)) continue
      expect(
        layout.keysOf(name).some((key) => again.includes(key)),
        name,
      ).toBe(false)
    }
  })
})

describe('more keys than phones read in one file', () => {
  const MOST = 60

  /** A run with a maximum below what an operator may set. */
  async function run(layout: NodeLayout, now: string, maxKeysPerBundle: number) {
    const settings = {
      ...defaultSettings('head'),
      ...SETTINGS,
      shiftingThreshold: 5,
      maxKeysPerBundle,
    }
    const lease = { exportId: 1, expiresAt: asUnixSeconds(seconds(now) + 300) }
    await layout.d1
      .prepare('UPDATE layout_exports SET lease_expires_at = ?')
      .bind(lease.expiresAt)
      .run()
    const deps = { ...layout.deps, paddingProgress: [], truncateWindowSeconds: HOUR }
    return publishCoronaWarnApp(
      deps,
      {
        id: 1,
        plan: coronaWarnAppPlan(settings),
        selection: {
          regions: ['DE'],
          excludeRegions: [],
          includeTravelers: false,
          onlyNonTravelers: false,
        },
        endsAt: undefined,
        signers: await openSigners(layout.db, layout.deps.secretBox, [1]),
        lease,
        operations: new StoreOperations(DEFAULT_OPERATIONS, layout.deps.sleep),
        known: await readKnownArchives(deps, 1),
        isChanged: false,
        now: asUnixSeconds(seconds(now)),
      },
      { prefix: '', settings },
    )
  }

  const dates = (layout: NodeLayout, country: string): string[] =>
    JSON.parse(layout.textOf(`${BASE}/${country}/date`) ?? '[]')

  async function withTooMany() {
    const layout = await start()
    const home = [...keys(MOST / 2, '2026-11-18T09:00'), ...keys(MOST / 2, '2026-11-18T15:00')]
    const abroad = keys(3, '2026-11-18T15:00', { origin: 'FR', visited: ['FR'] })
    await storeKeys(layout.db, [...home, ...abroad])
    return { layout, home, abroad }
  }

  test('are left out of one directory, and stand in the other, which has just as many as are allowed', async () => {
    const { layout, home } = await withTooMany()
    const { tooLarge } = await run(layout, '2026-11-19T00:20', MOST)
    expect(tooLarge).toEqual([`${BASE}/EUR/date/2026-11-18`])
    expect(dates(layout, 'DE')).toEqual(['2026-11-18'])
    expect(dates(layout, 'EUR')).toEqual([])
    expect(layout.keysOf(`${BASE}/DE/date/2026-11-18`)).toEqual(namesOf(home))
    expect(layout.archives.objects.has(`${BASE}/EUR/date/2026-11-18`)).toBe(false)
  })

  test('are published when the maximum is raised: days and hours', async () => {
    const { layout, home, abroad } = await withTooMany()
    const small = await run(layout, '2026-11-19T00:20', MOST / 2 - 1)
    expect([...(small.tooLarge ?? [])].sort()).toEqual(
      ['DE', 'EUR'].flatMap((country) => [
        `${BASE}/${country}/date/2026-11-18`,
        hour(country, '2026-11-18T15'),
        hour(country, '2026-11-18T09'),
      ]),
    )
    expect(dates(layout, 'DE')).toEqual([])
    const raised = await run(layout, '2026-11-19T00:40', MOST + 3)
    expect(raised.tooLarge).toEqual([])
    expect(dates(layout, 'EUR')).toEqual(['2026-11-18'])
    expect(layout.keysOf(`${BASE}/EUR/date/2026-11-18`)).toEqual(namesOf(home, abroad))
    expect(layout.keysOf(hour('EUR', '2026-11-18T15'))).toEqual(
      namesOf(home.slice(MOST / 2), abroad),
    )
    expect(layout.keysOf(hour('DE', '2026-11-18T09'))).toEqual(namesOf(home.slice(0, MOST / 2)))
    expect(JSON.parse(layout.textOf(`${BASE}/DE/date/2026-11-18/hour`) ?? '')).toContain(9)
  })

  test('are not read again and again while nothing is changed', async () => {
    const { layout } = await withTooMany()
    await run(layout, '2026-11-19T00:20', MOST)
    const record = () =>
      layout.d1.prepare('SELECT * FROM layout_archives ORDER BY name').all<LayoutArchive>()
    const before = (await record()).results
    layout.archives.operations = []
    const again = await run(layout, '2026-11-19T00:40', MOST)
    expect(again).toMatchObject({ archives: 0, indexes: 0, tooLarge: [expect.any(String)] })
    expect(layout.archives.operations).toEqual([])
    expect((await record()).results).toEqual(before)
  })

  test('are said of the whole job, once an hour, when everything else is done', async () => {
    const layout = await start({ shiftingThreshold: 0 })
    await storeKeys(layout.db, keys(1, '2026-11-18T09:00'))
    // 600,001 keys of yesterday, made by the database itself.
    await layout.d1
      .prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 600000)
        INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
          report_type, days_since_onset_of_symptoms, created_at, regions, traveler, provenance, federation_consent)
        SELECT unhex(printf('ff%030x', n)), ?1, 144, 6, 1, 1, ?2, ',DE,', 0, 0, 0 FROM numbers`,
      )
      .bind(seconds('2026-11-05T00:00') / 600, seconds('2026-11-18T12:00'))
      .run()
    await expect(layout.run(seconds('2026-11-19T00:20'))).rejects.toMatchObject({
      reason: 'archive_too_large',
    })
    expect(dates(layout, 'DE')).toEqual([])
    // The hour has just as many as are allowed.
    expect(layout.keysOf(hour('DE', '2026-11-18T12'))).toHaveLength(600_000)
    expect(await layout.run(seconds('2026-11-19T00:21'))).toMatchObject({ archives: 0 })
    await expect(layout.run(seconds('2026-11-19T01:20'))).rejects.toMatchObject({
      reason: 'archive_too_large',
    })
    await layout.change({ ...SETTINGS, shiftingThreshold: 0, maxKeysPerBundle: 700_000 })
    await layout.run(seconds('2026-11-19T01:21'))
    expect(dates(layout, 'DE')).toEqual(['2026-11-18'])
    expect(layout.keysOf(`${BASE}/DE/date/2026-11-18`)).toHaveLength(600_001)
  }, 120_000)
})
