import { beforeEach, describe, expect, test } from 'vitest'
import type { ExportConfigDraft } from '../../../src/core/export/config.ts'
import {
  at,
  type Exporting,
  HOUR,
  keyHexOf,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

const NOW = at('10:20')
/** In the window from 4 to 8 o'clock, the newest that is closable then. */
const INSIDE = at('05:00')

let exporting: Exporting

beforeEach(async () => {
  exporting = await startExporting()
})

/** Bytes of the keys in the files of an export, ascending. */
const keysOf = (files: Awaited<ReturnType<Exporting['read']>>) =>
  files.flatMap((file) => file.keys.map((key) => key.keyHex))

describe('which keys an export takes', () => {
  const US = 0xa1
  const CA = 0xa2
  const MX = 0xa3
  const US_AND_CA = 0xa4
  const US_TRAVELER = 0xa5
  const CA_TRAVELER = 0xa6
  const MX_TRAVELER = 0xa7
  const USA = 0xa8
  const FROM_PARTNER = 0xa9
  const IMPORTED = 0xaa
  const SYNTHETIC = 0xab

  const FOREIGN = [FROM_PARTNER, IMPORTED, SYNTHETIC]
  const others = (letter: string) => Array.from({ length: 38 }, (_, i) => `${letter}${i}`)

  const MATRIX: [string, Partial<ExportConfigDraft>, number[]][] = [
    ['the output region alone', {}, [US, US_AND_CA, US_TRAVELER, ...FOREIGN]],
    [
      'the output region and all travelers',
      { includeTravelers: true },
      [US, US_AND_CA, US_TRAVELER, CA_TRAVELER, MX_TRAVELER, ...FOREIGN],
    ],
    ['non-travelers only', { onlyNonTravelers: true }, [US, US_AND_CA, ...FOREIGN]],
    ['one other region', { inputRegions: ['MX'] }, [MX, MX_TRAVELER]],
    ['a region of a longer name', { inputRegions: ['USA'] }, [USA]],
    ['two regions', { inputRegions: ['CA', 'MX'] }, [CA, MX, US_AND_CA, CA_TRAVELER, MX_TRAVELER]],
    [
      'two regions and all travelers',
      { inputRegions: ['CA', 'MX'], includeTravelers: true },
      [CA, MX, US_AND_CA, US_TRAVELER, CA_TRAVELER, MX_TRAVELER],
    ],
    [
      'two regions, non-travelers only',
      { inputRegions: ['CA', 'MX'], onlyNonTravelers: true },
      [CA, MX, US_AND_CA],
    ],
    ['one without another', { excludeRegions: ['CA'] }, [US, US_TRAVELER, ...FOREIGN]],
    [
      'several without several others',
      { inputRegions: ['US', 'USA', 'MX'], excludeRegions: ['CA', 'MX'] },
      [US, US_TRAVELER, USA, ...FOREIGN],
    ],
    [
      'all travelers but those of excluded regions',
      { includeTravelers: true, excludeRegions: ['CA', 'MX'] },
      [US, US_TRAVELER, ...FOREIGN],
    ],
    [
      'as many regions as there may be, of both kinds',
      {
        inputRegions: [...others('I'), 'US', 'CA'],
        excludeRegions: [...others('E'), 'MX', 'USA'],
        includeTravelers: true,
      },
      [US, CA, US_AND_CA, US_TRAVELER, CA_TRAVELER, ...FOREIGN],
    ],
    ['an export that no key is for', { inputRegions: ['XX', 'YY'] }, []],
  ]

  test.each([4 * HOUR, HOUR])('every rule of selection, in windows of %i s', async (period) => {
    const { db } = exporting
    await placeKeys(db, [
      { key: US, regions: ['US'], createdAt: INSIDE },
      { key: CA, regions: ['CA'], createdAt: INSIDE },
      { key: MX, regions: ['MX'], createdAt: INSIDE },
      { key: US_AND_CA, regions: ['US', 'CA'], createdAt: INSIDE },
      { key: US_TRAVELER, regions: ['US'], traveler: true, createdAt: at('07:00') },
      { key: CA_TRAVELER, regions: ['CA'], traveler: true, createdAt: INSIDE },
      { key: MX_TRAVELER, regions: ['MX'], traveler: true, createdAt: at('07:00') },
      { key: USA, regions: ['USA'], createdAt: INSIDE },
      { key: FROM_PARTNER, provenance: 'federated', createdAt: INSIDE },
      { key: IMPORTED, provenance: 'imported', createdAt: INSIDE },
      { key: SYNTHETIC, provenance: 'synthetic', createdAt: INSIDE },
    ])
    for (const [i, [, change]] of MATRIX.entries()) {
      await exporting.addConfig(`m${i}`, { ...change, periodSeconds: period })
    }
    // One run an hour, so that windows of an hour begin early enough.
    for (const clock of ['06:20', '07:20', '08:20', '09:20', '10:20']) {
      await exporting.close(at(clock))
      await exporting.write(at(clock))
    }
    for (const [i, [what, , expected]] of MATRIX.entries()) {
      const found = keysOf(await exporting.read(`m${i}`)).sort()
      expect(found, what).toEqual(expected.map(keyHexOf).sort())
    }
  })
})

test('a window takes the keys of its start and leaves those of its end to the next', async () => {
  await placeKeys(exporting.db, [
    { key: 1, createdAt: at('03:00') },
    { key: 2, createdAt: at('04:00') },
    { key: 3, createdAt: at('07:00') },
    { key: 4, createdAt: at('08:00') },
  ])
  await exporting.addConfig('us')
  await exporting.close(NOW)
  await exporting.write(NOW)
  expect(keysOf(await exporting.read('us'))).toEqual([keyHexOf(2), keyHexOf(3)])
  await exporting.close(at('14:00'))
  await exporting.write(at('14:00'))
  const [, second] = await exporting.read('us')
  expect(second?.keys.map((key) => key.keyHex)).toEqual([keyHexOf(4)])
  expect([second?.start, second?.end]).toEqual([at('08:00'), at('12:00')])
})

test('a key still in use waits for the window after its end, two hours at least', async () => {
  const { server } = exporting
  await exporting.addConfig('us', { periodSeconds: HOUR })
  await exporting.close(NOW)
  const keys = phoneKeys(server.now, 3)
  const body = uploadBody(server.authority, keys, { now: server.now })
  expect((await server.publish(body)).answer.insertedExposures).toBe(3)
  const seenAt = new Map<string, number>()
  for (let now = server.now; now < at('23:59', 20); now = (now + HOUR) as typeof now) {
    await exporting.close(now)
    await exporting.write(now)
    for (const key of keysOf(await exporting.read('us'))) {
      if (!seenAt.has(key)) seenAt.set(key, now)
    }
  }
  expect(seenAt.size).toBe(3)
  for (const { key, rollingStartNumber, rollingPeriod } of keys) {
    const expiry = (rollingStartNumber + rollingPeriod) * 600
    const seen = seenAt.get(Buffer.from(key, 'base64').toString('hex')) ?? 0
    expect(seen).toBeGreaterThanOrEqual(expiry + 2 * HOUR)
    // No longer than it must: a truncate window and a period later at the most.
    expect(seen).toBeLessThanOrEqual(Math.max(expiry, server.now) + 5 * HOUR)
  }
})

describe('revised keys', () => {
  const first = { type: 2, risk: 4, onset: -3, start: 2_973_744, period: 72 }

  test('one created and revised in one window stands in both lists, each as it was then', async () => {
    const revised = { at: at('06:00'), type: 1, risk: 7, onset: 5 }
    await placeKeys(exporting.db, [{ key: 9, createdAt: INSIDE, ...first, revised }])
    await exporting.addConfig('us')
    await exporting.close(NOW)
    await exporting.write(NOW)
    const [file] = await exporting.read('us')
    const shared = { keyHex: keyHexOf(9), rollingStart: 2_973_744, rollingPeriod: 72 }
    expect(file?.keys).toEqual([{ ...shared, reportType: 2, risk: 4, daysSinceOnset: -3 }])
    expect(file?.revisedKeys).toEqual([{ ...shared, reportType: 1, risk: 7, daysSinceOnset: 5 }])
  })

  test('one revised later stands in the later window alone, and an onset that is gone stays away', async () => {
    const revised = { at: at('09:00'), type: 5, risk: 6 }
    await placeKeys(exporting.db, [
      { key: 9, createdAt: INSIDE, ...first, revised },
      { key: 8, createdAt: INSIDE, ...first, regions: ['CA'], revised },
    ])
    await exporting.addConfig('us')
    for (const clock of ['10:20', '14:20']) {
      await exporting.close(at(clock))
      await exporting.write(at(clock))
    }
    const [early, late] = await exporting.read('us')
    expect(early?.keys.map((key) => key.reportType)).toEqual([2])
    expect(early?.revisedKeys).toEqual([])
    expect(late?.keys).toEqual([])
    expect(late?.revisedKeys).toEqual([
      {
        keyHex: keyHexOf(9),
        rollingStart: 2_973_744,
        rollingPeriod: 72,
        reportType: 5,
        risk: 6,
        daysSinceOnset: undefined,
      },
    ])
  })
})

describe('two exports over the same keys', () => {
  test.each<[string, Partial<ExportConfigDraft>]>([
    ['home and travelers', { includeTravelers: true }],
    ['foreign non-travelers', { inputRegions: ['CA', 'MX'], onlyNonTravelers: true }],
  ])('the files of four hours are together the file of four hours: %s', async (_what, change) => {
    await placeKeys(
      exporting.db,
      Array.from({ length: 96 }, (_, i) => ({
        key: i,
        createdAt: at(`${(4 + (i % 4)).toString().padStart(2, '0')}:00`),
        regions: [['US', 'CA', 'MX'][i % 3] ?? ''],
        traveler: i % 5 === 0,
        ...(i % 7 === 0 && { revised: { at: at('07:00'), type: 1, risk: 3 } }),
      })),
    )
    await exporting.addConfig('hourly', { ...change, periodSeconds: HOUR })
    await exporting.addConfig('four', change)
    for (const clock of ['07:20', '08:20', '09:20', '10:20']) {
      await exporting.close(at(clock))
      await exporting.write(at(clock))
    }
    const hourly = await exporting.read('hourly')
    const [four, ...more] = await exporting.read('four')
    expect(more).toEqual([])
    expect(hourly).toHaveLength(4)
    expect(four?.keys.length).toBeGreaterThan(20)
    const byKey = (a: { keyHex: string }, b: { keyHex: string }) => (a.keyHex < b.keyHex ? -1 : 1)
    expect(hourly.flatMap((file) => file.keys).sort(byKey)).toEqual(four?.keys)
    expect(hourly.flatMap((file) => file.revisedKeys).sort(byKey)).toEqual(four?.revisedKeys)
  })
})

test('each number of keys a file gives each key once, in order, revised ones last and counted', async () => {
  const primary = Array.from({ length: 13 }, (_, i) => (i * 97 + 13) % 251)
  await placeKeys(
    exporting.db,
    primary.map((key, i) => ({
      key,
      createdAt: at(`0${4 + (i % 4)}:00`),
      ...(i < 4 && { revised: { at: at('07:00'), type: 1, risk: 3 } }),
    })),
  )
  const sizes = Array.from({ length: 20 }, (_, i) => i + 1)
  for (const size of sizes) await exporting.addConfig(`m${size}`, { maxRecordsOverride: size })
  await exporting.close(NOW)
  await exporting.write(NOW)
  const ascending = primary.map(keyHexOf).sort()
  const revised = primary.slice(0, 4).map(keyHexOf).sort()
  for (const size of sizes) {
    const files = await exporting.read(`m${size}`)
    const count = Math.ceil(17 / size)
    expect(files.map((file) => file.name)).toEqual(
      Array.from(
        { length: count },
        (_, i) => `m${size}/${at('04:00')}-${at('08:00')}-${String(i + 1).padStart(5, '0')}.zip`,
      ),
    )
    expect(keysOf(files)).toEqual(ascending)
    expect(files.flatMap((file) => file.revisedKeys.map((key) => key.keyHex))).toEqual(revised)
    const lengths = files.map((file) => file.keys.length + file.revisedKeys.length)
    expect(lengths.slice(0, -1)).toEqual(Array(count - 1).fill(size))
    expect(files.map((file) => file.start)).toEqual(Array(count).fill(at('04:00')))
    // Only where there are several do their times differ.
    const ends = files.map((_, i) => at('08:00') + (count === 1 ? 0 : i + 1))
    expect(files.map((file) => file.end)).toEqual(ends)
  }
})
