/** Made-up keys fill the gap, and come out as any others do. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { fillTestData } from '../../../src/flows/fill-test-data.ts'
import { keysOf, readBucket, startLayout } from '../../support/layouts.ts'

const HOUR = 3600
const NOW = Date.parse('2021-03-10T12:20:00Z') / 1000
const OPTIONS = { region: 'DE', countries: ['DE', 'FR'], era: 'head' } as const

const count = async (where = '1') =>
  env.KEYSERVER_DB.prepare(`SELECT count(*) AS n FROM diagnosis_keys WHERE ${where}`).first<number>(
    'n',
  )

test('fourteen days are filled once, then only the hours since', async () => {
  const layout = await startLayout({ layout: 'corona-warn-app', settings: { appBundleId: 'a' } })
  const first = await fillTestData(layout.db, OPTIONS, asUnixSeconds(NOW))
  expect(first.hours).toBe(14 * 24 + 13)
  expect(await count()).toBe(first.keys)
  expect(await fillTestData(layout.db, OPTIONS, asUnixSeconds(NOW + 60))).toEqual({
    hours: 0,
    keys: 0,
  })
  const { hours, keys } = await fillTestData(layout.db, OPTIONS, asUnixSeconds(NOW + 3 * HOUR))
  expect(hours).toBe(3)
  expect(await count(`created_at > ${NOW}`)).toBe(keys)
  expect(await count(`origin = 'FR'`)).toBeGreaterThan(30_000)
})

test('those of a day come out at three in the next night, as the original has them', async () => {
  const layout = await startLayout({
    layout: 'corona-warn-app',
    settings: { appBundleId: 'a', supportedCountries: ['DE', 'FR'], daysToPublish: 2 },
  })
  await fillTestData(layout.db, OPTIONS, asUnixSeconds(NOW))
  await layout.runAll(NOW)
  const bucket = await readBucket()
  const hour = (n: number) =>
    keysOf(
      bucket.get(`version/v1/diagnosis-keys/country/DE/date/2021-03-10/hour/${n}`),
      layout.publicKeys,
    )
  // A hundred an hour, of which those of DE and half of FR's with a risk of three and more are at home.
  expect(hour(3).length).toBeGreaterThan(2000)
  expect([0, 1, 2, 4, 5].map((n) => hour(n).length)).toEqual([0, 0, 0, 0, 0])
})
