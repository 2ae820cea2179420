import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { type ExportWindow, windowsToClose } from './window.ts'

const DAY = 86_400
const START = Date.UTC(2026, 10, 20) / 1000

const period = fc.constantFrom(60, 300, 900, 1200, 3600, 7200, 14_400, 43_200, DAY)
const truncateWindow = fc.constantFrom(1, 60, 300, 900, 3600, 14_400, DAY)
/** Seconds from one run to the next: mostly a minute, at times a long sleep. */
const gaps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 120 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 * 3600 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 * DAY }) },
  ),
  { minLength: 1, maxLength: 40 },
)

/** What runs at these times close, each going on from the last. */
function closeAll(times: readonly number[], periodSeconds: number, truncateSeconds: number) {
  const closed: ExportWindow[] = []
  for (const time of times) {
    const latestEnd = closed.at(-1)?.end
    closed.push(...windowsToClose(asUnixSeconds(time), latestEnd, periodSeconds, truncateSeconds))
  }
  return closed
}

function timesOf(steps: readonly number[]): number[] {
  let time = START
  return steps.map((step) => {
    time += step
    return time
  })
}

test('windows of an export tile time, oldest first, without gap or overlap', () => {
  fc.assert(
    fc.property(gaps, period, truncateWindow, (steps, periodSeconds, truncateSeconds) => {
      const closed = closeAll(timesOf(steps), periodSeconds, truncateSeconds)
      expect(closed.length).toBeGreaterThan(0)
      for (const [i, window] of closed.entries()) {
        expect(window.end - window.start).toBe(periodSeconds)
        expect(window.start % periodSeconds).toBe(0)
        if (i > 0) expect(window.start).toBe(closed[i - 1]?.end)
      }
    }),
  )
})

test('no window reaches into a truncate window that still takes keys', () => {
  fc.assert(
    fc.property(gaps, period, truncateWindow, (steps, periodSeconds, truncateSeconds) => {
      let latestEnd: ExportWindow['end'] | undefined
      for (const time of timesOf(steps)) {
        const closed = windowsToClose(
          asUnixSeconds(time),
          latestEnd,
          periodSeconds,
          truncateSeconds,
        )
        for (const { end } of closed) {
          expect(end).toBeLessThanOrEqual(time - (time % truncateSeconds))
        }
        latestEnd = closed.at(-1)?.end ?? latestEnd
      }
    }),
  )
})

test('after a sleep everything is as if each run had happened', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 2 * 3600 }), { minLength: 2, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      period,
      truncateWindow,
      (steps, isAwake, periodSeconds, truncateSeconds) => {
        const times = timesOf(steps)
        // The first run decides where an export begins, the last one has to have caught up.
        const some = times.filter((_, i) => i === 0 || i === times.length - 1 || isAwake[i])
        expect(closeAll(some, periodSeconds, truncateSeconds)).toEqual(
          closeAll(times, periodSeconds, truncateSeconds),
        )
      },
    ),
  )
})

test('after a change of the period no time is left out', () => {
  fc.assert(
    fc.property(gaps, gaps, period, period, truncateWindow, (before, after, first, second, w) => {
      const times = timesOf([...before, ...after])
      const closed = closeAll(times.slice(0, before.length), first, w)
      const earlier = closed.length
      for (const time of times.slice(before.length)) {
        closed.push(...windowsToClose(asUnixSeconds(time), closed.at(-1)?.end, second, w))
      }
      for (const [i, window] of closed.entries()) {
        const previous = closed[i - 1]
        if (previous === undefined) continue
        expect(window.start).toBeLessThanOrEqual(previous.end)
        expect(window.end).toBeGreaterThan(previous.end)
        // Only the first window of the new period may reach back into what was exported.
        if (i !== earlier) expect(window.start).toBe(previous.end)
      }
    }),
  )
})
