/** Whether padding holds in the trees of all layouts: a country of four apps, published in all of them at once. */

import { beforeAll, describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import {
  areaUnderCurve,
  bootstrapArea,
  rankCorrelation,
  trainNaiveBayes,
} from '../../support/classifier.ts'
import { HOME, NEIGHBOURS } from '../../support/four-countries.ts'
import {
  addLayouts,
  exportBins,
  LAYOUTS,
  type PaddedCountry,
  playPaddedCountry,
  ROOTS,
  readBin,
  writeGoogle,
} from '../../support/padded-country.ts'
import {
  expectedIn,
  keysIn,
  plans,
  readStore,
  releasedUntil,
  type StoredRow,
  setsOf,
  syntheticUploads,
  textOf,
} from '../../support/padded-views.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import {
  byUpload,
  cellCounts,
  type JudgedKey,
  judgedKeys,
  seenTogether,
  type View,
  viewOf,
} from '../../support/seen-keys.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const DAYS = 4
const START = asUnixSeconds(Date.UTC(2026, 10, 2) / 1000)
const SYNTHETIC = 1
const COUNTRY = 'corona-warn-app/version/v1/diagnosis-keys/country'

let country: PaddedCountry
let rows: readonly StoredRow[]
let bins: ReadonlyMap<string, Uint8Array>
let again: ReadonlyMap<string, Uint8Array>
let uploadOf: ReadonlyMap<string, string>

beforeAll(async () => {
  country = await playPaddedCountry(DAYS, START, seededRandom(20_261_125))
  const { store, now } = country
  rows = await readStore(store)
  bins = exportBins(store.archives)
  uploadOf = new Map([...country.uploadOf, ...(await syntheticUploads(store))])
  await addLayouts(store, 11, 'second')
  await store.runAll(asUnixSeconds(now + 60))
  for (const name of bins.keys()) if (/^google/.test(name)) store.archives.objects.delete(name)
  await store.d1.batch([
    store.d1.prepare('DELETE FROM export_files'),
    store.d1.prepare("UPDATE export_batches SET status = 'open'"),
  ])
  await writeGoogle(store, asUnixSeconds(now + 60))
  again = exportBins(store.archives)
}, 300_000)

const difference = (a: readonly string[], b: readonly string[]) => {
  const [inA, inB] = [new Set(a), new Set(b)]
  return {
    lengths: [a.length, b.length],
    onlyFirst: a.filter((one) => !inB.has(one)).slice(0, 5),
    onlySecond: b.filter((one) => !inA.has(one)).slice(0, 5),
  }
}

function expectSame(a: readonly string[], b: readonly string[]): void {
  expect(difference(a, b)).toEqual({
    lengths: [a.length, a.length],
    onlyFirst: [],
    onlySecond: [],
  })
}

const isOver = (end: number) => end <= Math.floor(country.now / DAY) * DAY - DAY

describe('the trees', () => {
  test('of a day hold what those of its hours hold', () => {
    for (const place of [HOME, 'EUR']) {
      const date = new Date((START + DAY) * 1000).toISOString().slice(0, 10)
      const day = keysIn(bins, new RegExp(`^first/${COUNTRY}/${place}/date/${date}$`))
      expect(day.length).toBeGreaterThan(1000)
      expectSame(keysIn(bins, new RegExp(`^first/${COUNTRY}/${place}/date/${date}/hour/`)), day)
    }
    const twoHourly = keysIn(bins, /^first\/nhs\/distribution\/two-hourly\//)
    expect(twoHourly.length).toBeGreaterThan(1000)
    expectSame(twoHourly, keysIn(bins, /^first\/nhs\/distribution\/daily\//))
    const ends = (name: string) => Number(/-(\d+)-\d+\.zip$/.exec(name)?.[1])
    const over = new Map([...bins].filter(([name]) => isOver(ends(name))))
    expectSame(keysIn(over, /^google\//), keysIn(over, /^google-daily\//))
  })

  test('of the home country and of all countries hold the same keys', () => {
    const hours = (place: string) => keysIn(bins, new RegExp(`/country/${place}/date/[^/]+/hour/`))
    expectSame(hours(HOME), hours('EUR'))
  })

  test('hold of real and of synthetic uploads what table and rules publish of the store', async () => {
    const names: Readonly<Record<string, (stream: string) => RegExp>> = {
      'corona-warn-app': () => new RegExp(`^first/${COUNTRY}/${HOME}/date/[^/]+/hour/`),
      nhs: () => /^first\/nhs\/distribution\/two-hourly\//,
      coronamelder: (stream) =>
        new RegExp(`^(${setsOf(country.store, 'first', stream).join('|')})$`),
    }
    for (const [i, { layout }] of LAYOUTS.entries()) {
      const plan = plans()[layout]
      if (plan === undefined) throw new Error(`no plan of ${layout}`)
      for (const [stream, until] of await releasedUntil(country.store, i + 1)) {
        if (stream === 'abroad') continue
        const published = keysIn(bins, names[layout]?.(stream) ?? /^$/)
        expect(published.length, `${layout} ${stream}`).toBeGreaterThan(150)
        expectSame(published, expectedIn(rows, plan, stream, until))
      }
    }
    const [from, to] = googleSpan()
    const written = rows.filter(({ createdAt }) => createdAt >= from && createdAt < to)
    const expected = written.map((row) =>
      textOf({ ...row, onset: Math.abs(row.onset) > 127 ? undefined : row.onset }),
    )
    expectSame(keysIn(bins, /^google\//), expected.sort())
  })

  test('have the same synthetic keys in every layout', () => {
    const synthetic = new Set(
      rows.filter((row) => row.provenance === SYNTHETIC).map((row) => row.hex),
    )
    const inAll = [...synthetic].filter((hex) => Object.values(views()).every((of) => of.has(hex)))
    expect(inAll.length).toBeGreaterThan(1000)
    for (const view of Object.values(views())) {
      const kinds = [...view.keys()].map((hex) => synthetic.has(hex))
      expect(kinds.filter((isSynthetic) => isSynthetic).length / kinds.length).toBeGreaterThan(0.3)
    }
  })

  test('are the same, byte for byte, when they are made again', () => {
    const first = [...bins].filter(([, bin]) => readBin(bin).keys.length > 0)
    expect(first.length).toBeGreaterThan(200)
    for (const [name, bin] of first) {
      const other = again.get(name.replace(/^first\//, 'second/'))
      expect(other && Buffer.compare(bin, other), name).toBe(0)
    }
    const filled = [...again].filter(
      ([name, bin]) => !name.startsWith('first/') && readBin(bin).keys.length > 0,
    )
    expect(filled).toHaveLength(first.length)
  })
})

function googleSpan(): readonly [number, number] {
  const spans = [...bins.keys()].flatMap((name) => {
    const [, from, to] = /^google\/(\d+)-(\d+)-/.exec(name) ?? []
    return from === undefined ? [] : [[Number(from), Number(to)] as const]
  })
  return [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))]
}

let viewed: Readonly<Record<string, View>> | undefined

/** What a downloader of a layout's finest files sees of each key. */
function views(): Readonly<Record<string, View>> {
  if (viewed !== undefined) return viewed
  const places = new Map<string, string>()
  for (const [code] of NEIGHBOURS) {
    for (const name of setsOf(country.store, 'first', code)) {
      const bin = bins.get(name)
      if (bin === undefined) continue
      for (const { hex } of readBin(bin).keys) places.set(hex, `${places.get(hex) ?? ''}${code} `)
    }
  }
  const home = new Set(setsOf(country.store, 'first', HOME))
  const none = new Map<string, string>()
  viewed = {
    google: viewOf(bins, (name) => name.startsWith('google/'), none),
    'corona-warn-app': viewOf(
      bins,
      (name) => name.includes(`/country/${HOME}/date/`) && name.includes('/hour/'),
      none,
    ),
    nhs: viewOf(bins, (name) => name.includes('/nhs/distribution/two-hourly/'), none),
    coronamelder: viewOf(bins, (name) => home.has(name), places),
  }
  return viewed
}

const ROUNDS = 40

const ALL = 'all layouts together'

describe.each(['google', ...LAYOUTS.map(({ layout }) => layout), ALL])(
  'in the files of %s',
  (name) => {
    const keys = () => {
      const all = Object.entries(views())
      if (name === ALL) {
        return seenTogether(
          Object.fromEntries(all.map(([of, view]) => [of, judgedKeys(view, uploadOf)])),
        )
      }
      const view = views()[name]
      if (view === undefined) throw new Error(`no view of ${name}`)
      return judgedKeys(view, uploadOf)
    }

    test.each(['cell', 'traits'] as const)(
      'a classifier by %s that was trained on other days does no better than chance',
      (by) => {
        const all = keys()
        const featuresOf = (key: JudgedKey) => (by === 'cell' ? [key.cell] : key.traits)
        const middle = START / DAY + DAYS / 2
        const score = trainNaiveBayes(
          all
            .filter(({ day }) => day < middle)
            .map((key) => ({ isReal: key.isReal, features: featuresOf(key) })),
        )
        const trial = all.filter(({ day }) => day >= middle)
        const scored = trial.map((key) => ({ ...key, score: score(featuresOf(key)) }))
        const area = areaUnderCurve(scored)
        // Resampled by people: the keys of one depend on one another.
        const interval = bootstrapArea(byUpload(scored), ROUNDS, seededRandom(3))
        expect(area).toBeLessThanOrEqual(0.55)
        expect(interval[0]).toBeLessThanOrEqual(0.5)
        expect(interval[1]).toBeGreaterThanOrEqual(0.5)
      },
    )

    test('fewer than one key in 200 is in a cell of ten or more where only one kind occurs', () => {
      const cells = cellCounts(keys())
      const total = cells.reduce((sum, [real, synthetic]) => sum + real + synthetic, 0)
      const oneKind = cells
        .filter(([real, synthetic]) => real + synthetic >= 10 && real * synthetic === 0)
        .reduce((sum, [real, synthetic]) => sum + real + synthetic, 0)
      expect(oneKind / total).toBeLessThan(0.005)
    })

    test('no number above one divides the cells of a day', () => {
      const all = keys()
      for (const day of new Set(all.map((key) => key.day))) {
        const counts = cellCounts(all.filter((key) => key.day === day))
        expect(counts.map(([a, b]) => a + b).reduce(greatestCommonDivisor)).toBe(1)
      }
    })
  },
)

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

test('the number of keys of a period says nothing of the number of real uploads, in any layout', () => {
  const realsIn = (from: number, to: number) =>
    [...country.reals].reduce(
      (sum, [slot, count]) => (slot >= from && slot < to ? sum + count : sum),
      0,
    )
  const layouts: Readonly<
    Record<string, readonly [names: RegExp, seconds: number, offset: number]>
  > = {
    google: [/^google\//, ROOTS.google, 0],
    'corona-warn-app': [new RegExp(`^first/${COUNTRY}/${HOME}/date/[^/]+/hour/`), HOUR, 0],
    nhs: [/^first\/nhs\/distribution\/two-hourly\//, 2 * HOUR, -HOUR],
    coronamelder: [new RegExp(`^(${setsOf(country.store, 'first', HOME).join('|')})$`), HOUR, 0],
  }
  for (const [name, [names, seconds, offset]] of Object.entries(layouts)) {
    const counts: number[] = []
    const reals: number[] = []
    for (const [file, bin] of bins) {
      if (!names.test(file)) continue
      const { end, keys } = readBin(bin)
      if (keys.length === 0) continue
      const ending = end - (end % HOUR) + (name === 'nhs' ? HOUR + offset : 0)
      counts.push(keys.length)
      reals.push(realsIn(ending - seconds, ending))
    }
    const correlation = rankCorrelation(counts, reals)
    expect(Math.abs(correlation), name).toBeLessThan(1.96 / Math.sqrt(counts.length - 1))
  }
})
