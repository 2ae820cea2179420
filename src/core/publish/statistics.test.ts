import { describe, expect, test } from 'vitest'
import { aDiagnosisKey } from '../../../test/support/diagnosis-keys.ts'
import { asUnixSeconds, utcDayOf } from '../time.ts'
import { type CountedUpload, platformOf, statisticsOf } from './statistics.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const TODAY = utcDayOf(NOW)

const aged = (...days: number[]) =>
  days.map((age) => aDiagnosisKey({ rollingStartIntervalNumber: (TODAY - age) * 144 }))
const anUpload = (overrides: Partial<CountedUpload> = {}): CountedUpload => ({
  platform: 'android',
  keys: aged(1, 2),
  onset: { day: TODAY - 1, isDefault: false },
  writtenKeys: 2,
  hasRevision: false,
  ...overrides,
})
/** Indexes that are counted, with their counts. */
const counted = (histogram: readonly number[]) =>
  histogram.flatMap((count, i) => (count > 0 ? [[i, count]] : []))

test('the first upload of an Android phone', () => {
  expect(statisticsOf(anUpload(), NOW)).toEqual({
    publish: [0, 1, 0],
    teks: 2,
    revisions: 0,
    oldestTekDays: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    onsetAgeDays: [0, 1, ...new Array(28).fill(0)],
    missingOnset: 0,
  })
})

describe.each([
  [0, 0],
  [14, 14],
  [15, 15],
  [16, 15],
  [400, 15],
])('an oldest key of %i days', (days, bucket) => {
  test(`counts in bucket ${bucket}, wherever it stands in the list`, () => {
    for (const keys of [aged(0, days), aged(days, 0)]) {
      const { oldestTekDays } = statisticsOf(anUpload({ keys }), NOW)
      expect(oldestTekDays).toHaveLength(16)
      expect(counted(oldestTekDays)).toEqual([[bucket, 1]])
    }
  })
})

describe.each([
  [0, [[0, 1]]],
  [28, [[28, 1]]],
  [29, [[29, 1]]],
  [30, [[29, 1]]],
  [-1, []],
])('an onset %i days ago', (days, expected) => {
  test('counts in its bucket', () => {
    const onset = { day: TODAY - days, isDefault: false }
    const { onsetAgeDays } = statisticsOf(anUpload({ onset }), NOW)
    expect(onsetAgeDays).toHaveLength(30)
    expect(counted(onsetAgeDays)).toEqual(expected)
  })
})

test('a defaulted onset is missing and has no age', () => {
  const onset = { day: TODAY - 4, isDefault: true }
  const statistics = statisticsOf(anUpload({ onset }), NOW)
  expect(statistics.missingOnset).toBe(1)
  expect(counted(statistics.onsetAgeDays)).toEqual([])
})

test('a request that revises counts platform, keys and itself, and in no histogram', () => {
  const onset = { day: TODAY - 4, isDefault: true }
  const statistics = statisticsOf(anUpload({ hasRevision: true, onset, writtenKeys: 3 }), NOW)
  expect(statistics).toMatchObject({
    publish: [0, 1, 0],
    teks: 3,
    revisions: 1,
    missingOnset: 0,
  })
  expect(counted(statistics.oldestTekDays)).toEqual([])
  expect(counted(statistics.onsetAgeDays)).toEqual([])
})

test.each([
  ['Dalvik/2.1.0 (Linux; U; Android 11; Pixel 4)', 'android'],
  ['com.google.ANDROID.gms/1', 'android'],
  ['bluetoothd (unknown version) CFNetwork/1237 Darwin/20.4.0', 'ios'],
  ['ExposureApp/1 (iPhone; iOS 14.5)', 'ios'],
  ['Mozilla/5.0 (iPhone; Android)', 'android'],
  ['bluetoothd/1.0', 'unknown'],
  ['CFNetwork/1237 Darwin/20.4.0', 'unknown'],
  ['Go-http-client/1.1', 'unknown'],
  ['', 'unknown'],
])('User-Agent "%s" is %s', (userAgent, platform) => {
  expect(platformOf(userAgent)).toBe(platform)
})
