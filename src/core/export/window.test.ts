import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { isValidPeriod, windowsToClose } from './window.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 24 * HOUR

/** An instant of 20 November 2026, or of a day before it. */
const at = (clock: string, day = 20) => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return asUnixSeconds(Date.UTC(2026, 10, day, hour, minute) / 1000)
}

const TABLE: {
  what: string
  period: number
  latest: number | undefined
  windows: [number, number][]
}[] = [
  {
    what: 'an hour that was closed already: none',
    period: HOUR,
    latest: at('10:00'),
    windows: [],
  },
  {
    what: 'an hour, none before: the newest alone',
    period: HOUR,
    latest: undefined,
    windows: [[at('09:00'), at('10:00')]],
  },
  {
    what: 'hours that were missed: each of them, oldest first',
    period: HOUR,
    latest: at('07:00'),
    windows: [
      [at('07:00'), at('08:00')],
      [at('08:00'), at('09:00')],
      [at('09:00'), at('10:00')],
    ],
  },
  {
    what: 'quarters of an hour: four of them',
    period: 15 * MINUTE,
    latest: at('09:00'),
    windows: [
      [at('09:00'), at('09:15')],
      [at('09:15'), at('09:30')],
      [at('09:30'), at('09:45')],
      [at('09:45'), at('10:00')],
    ],
  },
  {
    what: 'days, two behind: both',
    period: DAY,
    latest: at('00:00', 18),
    windows: [
      [at('00:00', 18), at('00:00', 19)],
      [at('00:00', 19), at('00:00', 20)],
    ],
  },
  {
    what: 'a batch that ended between hours: the next whole hour overlaps it',
    period: HOUR,
    latest: at('09:15'),
    windows: [[at('09:00'), at('10:00')]],
  },
  {
    what: 'minutes: never beyond the truncate window',
    period: MINUTE,
    latest: at('09:58'),
    windows: [
      [at('09:58'), at('09:59')],
      [at('09:59'), at('10:00')],
    ],
  },
  {
    what: 'ten minutes, none before: the last ones before the truncate window',
    period: 10 * MINUTE,
    latest: undefined,
    windows: [[at('09:50'), at('10:00')]],
  },
]

describe('windows to close at 10:11 with a truncate window of an hour', () => {
  test.each(TABLE)('$what', ({ period, latest, windows }) => {
    const latestEnd = latest === undefined ? undefined : asUnixSeconds(latest)
    const closed = windowsToClose(at('10:11'), latestEnd, period, HOUR)
    expect(closed.map(({ start, end }) => [start, end])).toEqual(windows)
  })

  test('a batch that ends later than the newest window: none', () => {
    expect(windowsToClose(at('10:11'), at('23:00'), HOUR, HOUR)).toEqual([])
  })
})

describe('a period', () => {
  test.each([1, 60, 900, HOUR, 4 * HOUR, DAY])('may be %i seconds', (seconds) => {
    expect(isValidPeriod(seconds)).toBe(true)
  })

  test.each([
    0,
    -HOUR,
    7 * HOUR,
    7 * MINUTE,
    DAY + 1,
    2 * DAY,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('may not be %d seconds', (seconds) => {
    expect(isValidPeriod(seconds)).toBe(false)
  })
})
