import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { slotStream } from './derive.ts'
import { drawVisitedCountries } from './visited-countries.ts'

const TABLE = {
  home: 'NL',
  countries: [
    { code: 'BE', weight: 60 },
    { code: 'DE', weight: 30 },
    { code: 'ES', weight: 10 },
    { code: 'NL', weight: 500 },
    { code: 'XX', weight: 0 },
  ],
}
const UPLOADS = 2000

async function drawn(traveler: boolean, table: typeof TABLE = TABLE) {
  const stream = await slotStream(new Uint8Array(32).fill(5), 'NL', asUnixSeconds(1_795_082_400))
  return Promise.all(
    Array.from({ length: UPLOADS }, async (_, i) =>
      drawVisitedCountries(table, traveler, await stream.countryChoices(i)),
    ),
  )
}

test('who was nowhere else names the own country', async () => {
  expect(new Set((await drawn(false)).map(String))).toEqual(new Set(['NL']))
})

test('a traveler names one, two or three others, each once, by their weights, and never the own one', async () => {
  const uploads = await drawn(true)
  const share = (is: (countries: readonly string[]) => boolean) =>
    uploads.filter(is).length / UPLOADS
  // 0.07, 0.02 and 0.01 of all uploads, of those that name one.
  expect(share((countries) => countries.length === 1)).toBeCloseTo(0.7, 1)
  expect(share((countries) => countries.length === 2)).toBeCloseTo(0.2, 1)
  expect(share((countries) => countries.length === 3)).toBeCloseTo(0.1, 1)
  const single = uploads.filter((countries) => countries.length === 1).map(String)
  expect(single.filter((code) => code === 'BE').length / single.length).toBeCloseTo(0.6, 1)
  expect(single.filter((code) => code === 'ES').length / single.length).toBeCloseTo(0.1, 1)
  for (const countries of uploads) {
    expect(countries).toEqual([...new Set(countries)].sort())
    expect(countries).not.toContain('NL')
    expect(countries).not.toContain('XX')
  }
})

test('a table of fewer countries is enough', async () => {
  const one = { ...TABLE, countries: [{ code: 'BE', weight: 1 }] }
  expect(new Set((await drawn(true, one)).map(String))).toEqual(new Set(['BE']))
  const none = { ...TABLE, countries: [{ code: 'NL', weight: 1 }] }
  expect(new Set((await drawn(true, none)).map(String))).toEqual(new Set(['NL']))
})
