import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asUnixSeconds, floorTo } from '../../time.ts'
import {
  createdWindowAt,
  createdWindowOf,
  PERIOD_SECONDS,
  periodOf,
  periodsOfRun,
  runAt,
  windowOf,
} from './windows.ts'

/** The same cases on each run. */
const SEED = 1119
const DAY = PERIOD_SECONDS.daily
const TWO_HOURS = PERIOD_SECONDS['two-hourly']

const instant = fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).map(asUnixSeconds)
const offset = fc.integer({ min: -119, max: -3 }).map((minutes) => minutes * 60)
const slotSeconds = fc.oneof(
  fc.constantFrom(60, 300, 900, 3600, 7200, 86_400),
  fc.integer({ min: 1, max: 86_400 }),
)
const length = fc.constantFrom(TWO_HOURS, DAY)

const check = <T extends unknown[]>(property: fc.IProperty<T>) =>
  fc.assert(property, { seed: SEED, numRuns: 500 })

describe('slots and periods', () => {
  test('a slot is in one period of a length, and in none of its neighbours', () => {
    check(
      fc.property(instant, length, offset, slotSeconds, (now, long, off, width) => {
        const slot = floorTo(now, width)
        const end = periodOf(asUnixSeconds(slot + width - 1), long, off)
        const isIn = (candidate: number) => {
          const span = createdWindowOf(asUnixSeconds(candidate), long, off, width)
          return slot >= span.from && slot < span.to
        }
        expect(isIn(end)).toBe(true)
        for (const back of [-2, -1, 1, 2]) expect(isIn(end + back * long)).toBe(false)
      }),
    )
  })

  test('one window begins where the one before ends', () => {
    check(
      fc.property(instant, length, offset, slotSeconds, (now, long, off, width) => {
        const end = periodOf(now, long, off)
        const next = asUnixSeconds(end + long)
        expect(createdWindowOf(next, long, off, width).from).toBe(
          createdWindowOf(end, long, off, width).to,
        )
      }),
    )
  })

  test('a day is its twelve times two hours', () => {
    check(
      fc.property(instant, offset, slotSeconds, (now, off, width) => {
        const end = periodOf(now, DAY, off)
        const day = createdWindowOf(end, DAY, off, width)
        const parts = Array.from({ length: 12 }, (_, i) =>
          createdWindowOf(asUnixSeconds(end - (11 - i) * TWO_HOURS), TWO_HOURS, off, width),
        )
        expect(parts[0]?.from).toBe(day.from)
        expect(parts.at(-1)?.to).toBe(day.to)
      }),
    )
  })

  test('slots that divide the offset are told apart as the original did, whatever instant of them counts', () => {
    const dividing = fc.constantFrom(1, 60, 180, 300, 450, 900)
    check(
      fc.property(instant, length, dividing, (now, long, width) => {
        const slot = floorTo(now, width)
        const end = periodOf(now, long, -900)
        const { from, to } = windowOf(end, long, -900)
        expect(slot >= from && slot + width <= to).toBe(true)
        const span = createdWindowOf(end, long, -900, width)
        expect(slot >= span.from && slot < span.to).toBe(true)
      }),
    )
  })
})

describe('a run', () => {
  test('writes no slot that is not over', () => {
    check(
      fc.property(instant, offset, slotSeconds, (now, off, width) => {
        const run = runAt(now, off)
        expect(run).toBeLessThanOrEqual(now)
        for (const kind of ['daily', 'two-hourly'] as const) {
          for (const end of periodsOfRun(run, kind)) {
            const { to } = createdWindowAt(run, end, PERIOD_SECONDS[kind], off, width)
            // The last slot that it may hold.
            expect(floorTo(asUnixSeconds(to - 1), width) + width).toBeLessThanOrEqual(run)
          }
        }
      }),
    )
  })

  test('has in the file of its day what it has in the two-hourly files of that day', () => {
    check(
      fc.property(instant, offset, slotSeconds, (now, off, width) => {
        const run = runAt(now, off)
        const [today] = periodsOfRun(run, 'daily')
        const day = createdWindowAt(run, today ?? run, DAY, off, width)
        const parts = periodsOfRun(run, 'two-hourly')
          .filter((end) => end > (today ?? run) - DAY)
          .map((end) => createdWindowAt(run, end, TWO_HOURS, off, width))
        expect(parts[0]?.to).toBe(day.to)
        expect(parts.at(-1)?.from).toBe(day.from)
      }),
    )
  })
})
