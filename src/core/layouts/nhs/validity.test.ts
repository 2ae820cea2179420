import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../../iso-time.ts'
import { intervalOf, type UnixSeconds } from '../../time.ts'
import { isPublished, nhsKeyProblem, publishedStarts } from './validity.ts'
import { zipExpiryOf } from './windows.ts'

const at = (text: string): UnixSeconds => {
  const instant = parseIsoTime(`${text}Z`)
  if (instant === undefined) throw new Error(`${text} is no instant`)
  return instant
}

const judge = (
  clock: string,
  rollingStartIntervalNumber: number,
  rollingPeriod: number,
  { bytes = 16, risk = 7 } = {},
) =>
  nhsKeyProblem(
    {
      keyData: new Uint8Array(bytes),
      rollingStartIntervalNumber,
      rollingPeriod,
      transmissionRiskLevel: risk,
    },
    at(clock),
  )

describe('a key that is taken', () => {
  /** The reference's table. */
  test.each([
    ['2020-09-15T23:50:00', 2_666_736, 144, undefined],
    ['2020-09-15T23:50:00', 2_664_864, 144, undefined],
    ['2020-09-15T23:50:00', 2_664_720, 144, 'expired'],
    ['2020-09-15T23:50:00', 2_664_864, 72, 'expired'],
    ['2020-09-15T12:00:00', 2_664_864, 72, undefined],
    ['2020-09-15T23:50:00', 2_667_023, 1, undefined],
    ['2020-09-15T23:50:00', 2_667_024, 1, 'starts_in_future'],
  ])('at %s, start %i, period %i: %s', (clock, start, period, problem) => {
    expect(judge(clock, start, period)).toBe(problem)
  })

  test.each([
    [0, 'rolling_period'],
    [1, undefined],
    [144, undefined],
    [145, 'rolling_period'],
    [-1, 'rolling_period'],
    [Number.NaN, 'rolling_period'],
  ])('has 1 to 144 intervals: %d: %s', (period, problem) => {
    expect(judge('2020-09-15T23:50:00', 2_666_880, period)).toBe(problem)
  })

  test.each([
    [15, 'key_length'],
    [16, undefined],
    [17, 'key_length'],
    [31, 'key_length'],
    [0, 'key_length'],
  ])('has 16 bytes: %i: %s', (bytes, problem) => {
    expect(judge('2020-09-15T23:50:00', 2_666_736, 144, { bytes })).toBe(problem)
  })

  test.each([
    [-1, 'risk_level'],
    [0, undefined],
    [7, undefined],
    [8, 'risk_level'],
  ])('has a risk of 0 to 7: %i: %s', (risk, problem) => {
    expect(judge('2020-09-15T23:50:00', 2_666_736, 144, { risk })).toBe(problem)
  })
})

describe('a key that is published', () => {
  const expiry = zipExpiryOf(at('2020-09-15T11:47:00'))
  const last = intervalOf(at('2020-09-15T14:00:00'))

  test('starts at most when the files are read for the last time', () => {
    expect(isPublished(last, expiry)).toBe(true)
    expect(isPublished(last + 1, expiry)).toBe(false)
  })

  test('and, were it used for a whole day, was in use 14 days before', () => {
    expect(isPublished(last - 15 * 144 + 1, expiry)).toBe(true)
    expect(isPublished(last - 15 * 144, expiry)).toBe(false)
  })

  test('as a range of starts says', () => {
    expect(publishedStarts(expiry)).toEqual({ after: last - 2160, atMost: last })
  })
})
