import { describe, expect, test } from 'vitest'
import { emptyRealmDay } from '../realm-statistics/rows.ts'
import { asUnixSeconds } from '../time.ts'
import { claimedPercent, claimTimes, meanMinutes, percentOf, shareTrend } from './code-figures.ts'
import { parseRange, shownDays } from './statistics-range.ts'

const day = (codesIssued: number, codesClaimed: number) => ({
  ...emptyRealmDay(0),
  codesIssued,
  codesClaimed,
})

describe('shares', () => {
  test('of nothing there is none', () => {
    expect(percentOf(0, 0)).toBeUndefined()
    expect(claimedPercent(day(0, 3))).toBeUndefined()
    expect(shareTrend([])).toBeUndefined()
    expect(shareTrend([day(5, 1)])).toBeUndefined()
    expect(meanMinutes(day(4, 0))).toBeUndefined()
  })

  test('never pass a hundred, though codes of yesterday are used today', () => {
    expect(claimedPercent(day(10, 12))).toBe(100)
    expect(claimedPercent(day(3, 2))).toBe(67)
  })

  test('fall from the first half of the days to the second', () => {
    expect(shareTrend([day(10, 6), day(40, 25), day(10, 4), day(90, 37)])).toEqual({
      before: 62,
      after: 41,
    })
  })
})

test('times to use are summed by bucket, also over days on which none was used', () => {
  const one = { ...day(2, 2), claimAges: [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] }
  const other = { ...day(3, 3), claimAges: [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }
  expect(claimTimes([one, day(4, 0), other])).toEqual([3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1])
})

describe('days that are shown', () => {
  const NOW = asUnixSeconds(Date.UTC(2026, 10, 25, 15, 40) / 1000)
  const at = (year: number, month: number, date: number, hour = 0) =>
    asUnixSeconds(Date.UTC(year, month - 1, date, hour) / 1000)

  test('end today and are as many as were asked for', () => {
    const days = shownDays(NOW, 90, at(2020, 1, 1))
    expect(days).toHaveLength(90)
    expect(days[0]).toBe(at(2026, 8, 28))
    expect(days.at(-1)).toBe(at(2026, 11, 25))
  })

  test('begin with the day on which the realm was made', () => {
    expect(shownDays(NOW, 30, at(2026, 11, 23, 18))).toEqual([
      at(2026, 11, 23),
      at(2026, 11, 24),
      at(2026, 11, 25),
    ])
  })

  test('have today even where the realm is younger than the clock', () => {
    expect(shownDays(NOW, 7, at(2026, 11, 26, 1))).toEqual([at(2026, 11, 25)])
  })

  test.each([
    [undefined, 30],
    ['7', 7],
    ['90', 90],
    ['91', 30],
    ['7 ', 30],
    ['-1', 30],
    ['<b>', 30],
  ])('asked for as %s are %i', (text, range) => {
    expect(parseRange(text)).toBe(range)
  })
})
