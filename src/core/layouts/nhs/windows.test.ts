import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../../iso-time.ts'
import { asUnixSeconds, intervalOf, type UnixSeconds } from '../../time.ts'
import { nhsObjectName } from './names.ts'
import {
  createdWindowAt,
  createdWindowOf,
  DEFAULT_OFFSET_SECONDS,
  isRunTime,
  nextWindowOf,
  PERIOD_SECONDS,
  type PeriodKind,
  periodOf,
  periodsOfRun,
  runAt,
  windowOf,
  zipExpiryOf,
} from './windows.ts'

const at = (text: string): UnixSeconds => {
  const instant = parseIsoTime(`${text}Z`)
  if (instant === undefined) throw new Error(`${text} is no instant`)
  return instant
}
const DAY = PERIOD_SECONDS.daily
const TWO_HOURS = PERIOD_SECONDS['two-hourly']
const MINUS_15 = DEFAULT_OFFSET_SECONDS
const FIFTEEN_MINUTES = 900

const isInside = (instant: UnixSeconds, end: string, offset: number) => {
  const { from, to } = windowOf(at(end), DAY, offset)
  return instant >= from && instant < to
}

describe('the window of a period', () => {
  /** The reference's table; seconds stand for what is within them. */
  test.each([
    ['2020-07-02T23:59:59', 0, false],
    ['2020-07-03T00:00:00', 0, true],
    ['2020-07-03T23:59:59', 0, true],
    ['2020-07-04T00:00:00', 0, false],
    ['2020-07-02T23:59:59', MINUS_15, true],
    ['2020-07-03T23:59:59', MINUS_15, false],
    ['2020-07-02T23:45:00', MINUS_15, true],
    ['2020-07-02T23:44:59', MINUS_15, false],
    ['2020-07-03T23:44:59', MINUS_15, true],
    ['2020-07-03T23:45:00', MINUS_15, false],
  ])('of 4 July: %s at offset %i is inside: %s', (instant, offset, expected) => {
    expect(isInside(at(instant), '2020-07-04T00:00:00', offset)).toBe(expected)
  })

  test('of 20 January 2021 has the timestamps of the reference', () => {
    const end = at('2021-01-21T00:00:00')
    expect(windowOf(end, DAY, 0)).toEqual({ from: 1_611_100_800, to: 1_611_187_200 })
    expect(windowOf(end, DAY, MINUS_15)).toEqual({ from: 1_611_099_900, to: 1_611_186_300 })
  })
})

describe('the period of an instant', () => {
  test.each<[string, PeriodKind, number, string]>([
    ['2020-07-03T23:59:59', 'daily', 0, '2020-07-04T00:00:00'],
    ['2020-07-03T23:59:59', 'two-hourly', 0, '2020-07-04T00:00:00'],
    ['2020-07-04T00:00:00', 'two-hourly', 0, '2020-07-04T02:00:00'],
    ['2020-07-04T07:44:59', 'two-hourly', MINUS_15, '2020-07-04T08:00:00'],
    ['2020-07-04T07:45:00', 'two-hourly', MINUS_15, '2020-07-04T10:00:00'],
    ['2020-07-04T23:45:00', 'daily', MINUS_15, '2020-07-06T00:00:00'],
  ])('%s is in the %s one at offset %i that ends at %s', (instant, kind, offset, end) => {
    expect(periodOf(at(instant), PERIOD_SECONDS[kind], offset)).toBe(at(end))
  })

  test('is counted in intervals as in the original', () => {
    expect(intervalOf(at('2020-07-05T17:00:00'))).toBe(2_656_614)
  })
})

describe('a run', () => {
  test.each([
    ['2020-07-03T23:45:59', false],
    ['2020-07-03T23:46:00', true],
    ['2020-07-03T23:47:59', true],
    ['2020-07-03T23:48:00', false],
    ['2020-07-03T22:47:00', false],
    ['2020-07-03T01:47:00', true],
  ])('may begin at %s: %s', (instant, expected) => {
    expect(isRunTime(at(instant), MINUS_15)).toBe(expected)
  })

  test.each([
    ['2020-07-03T23:46:59', '2020-07-03T21:47:00'],
    ['2020-07-03T23:47:00', '2020-07-03T23:47:00'],
    ['2020-07-04T00:30:00', '2020-07-03T23:47:00'],
    ['2020-07-04T01:46:59', '2020-07-03T23:47:00'],
  ])('that is due at %s is that of %s', (now, run) => {
    expect(runAt(at(now), MINUS_15)).toBe(at(run))
  })

  test.each([
    ['2020-07-03T23:47:00', '2020-07-04T00:00:00', '2020-07-04T02:00:00'],
    ['2020-07-03T01:47:00', '2020-07-03T02:00:00', '2020-07-03T04:00:00'],
    ['2020-07-03T12:00:00', '2020-07-03T14:00:00', '2020-07-03T16:00:00'],
  ])('at %s is for the window of %s, and its files for readers until %s', (now, next, expiry) => {
    expect(nextWindowOf(at(now))).toBe(at(next))
    expect(zipExpiryOf(at(now))).toBe(at(expiry))
  })

  test('before midnight makes the next day\u2019s first file, 15 days and 14 days of two hours', () => {
    const run = at('2020-07-19T23:47:00')
    const names = (kind: PeriodKind) =>
      periodsOfRun(run, kind).map((end) => nhsObjectName('', { region: undefined, kind, end }))
    const [daily, twoHourly] = [names('daily'), names('two-hourly')]
    expect(daily).toHaveLength(15)
    expect(daily[0]).toBe('distribution/daily/2020072000.zip')
    expect(daily.at(-1)).toBe('distribution/daily/2020070600.zip')
    expect(twoHourly).toHaveLength(168)
    expect(twoHourly[0]).toBe('distribution/two-hourly/2020072000.zip')
    expect(twoHourly[1]).toBe('distribution/two-hourly/2020071922.zip')
    expect(twoHourly.at(-1)).toBe('distribution/two-hourly/2020070602.zip')
  })

  test('in the morning makes the day that is not over, and has the newest two hours of it', () => {
    const run = at('2020-07-19T07:47:00')
    expect(periodsOfRun(run, 'daily')[0]).toBe(at('2020-07-20T00:00:00'))
    expect(periodsOfRun(run, 'two-hourly')[0]).toBe(at('2020-07-19T08:00:00'))
  })
})

describe('slots of submissions', () => {
  const end = at('2020-07-19T08:00:00')
  const holds = (slot: string, slotSeconds: number) => {
    const { from, to } = createdWindowOf(end, TWO_HOURS, MINUS_15, slotSeconds)
    return at(slot) >= from && at(slot) < to
  }

  test.each([
    ['2020-07-19T05:30:00', false],
    ['2020-07-19T05:45:00', true],
    ['2020-07-19T07:30:00', true],
    ['2020-07-19T07:45:00', false],
  ])('of a quarter of an hour are the original\u2019s: %s: %s', (slot, expected) => {
    expect(holds(slot, FIFTEEN_MINUTES)).toBe(expected)
  })

  test.each([
    ['2020-07-19T04:00:00', false],
    ['2020-07-19T05:00:00', true],
    ['2020-07-19T06:00:00', true],
    // Open until 8 o'clock, when the file is there.
    ['2020-07-19T07:00:00', false],
  ])('of an hour go to the period in which they end: %s: %s', (slot, expected) => {
    expect(holds(slot, 3600)).toBe(expected)
  })

  test('of a day that is not over are those of its two-hourly files', () => {
    const run = at('2020-07-19T07:47:00')
    const today = at('2020-07-20T00:00:00')
    expect(createdWindowAt(run, today, DAY, MINUS_15, FIFTEEN_MINUTES)).toEqual({
      from: asUnixSeconds(at('2020-07-18T23:45:00') - FIFTEEN_MINUTES + 1),
      to: asUnixSeconds(at('2020-07-19T07:45:00') - FIFTEEN_MINUTES + 1),
    })
    expect(createdWindowAt(run, end, TWO_HOURS, MINUS_15, 3600)).toEqual(
      createdWindowOf(end, TWO_HOURS, MINUS_15, 3600),
    )
  })
})
