import { describe, expect, test } from 'vitest'
import { releaseOf } from '../release.ts'

const HOUR = 3600
const RULE = { expiryPolicyMinutes: 120, granularitySeconds: HOUR }

/** @param submittedAt hours since the epoch */
const hourOf = (start: number, period: number, submittedAt: number) =>
  releaseOf(
    { rollingStartIntervalNumber: start, rollingPeriod: period, createdAt: submittedAt * HOUR },
    RULE,
  ) / HOUR

describe('a key waits until two hours after its end, and then for the next full hour', () => {
  // Asserted by the original's own tests. Hours since the epoch: 24 is 2 January 1970, 00:00.
  test.each([
    { what: 'ends 00:50', start: 5, period: 144, submitted: [0, 24, 26, 27], released: 27 },
    { what: 'ended long enough ago', start: 5, period: 144, submitted: [28], released: 28 },
    { what: 'ends 01:00', start: 6, period: 144, submitted: [0, 24, 26, 27, 28], released: 28 },
    { what: 'of 54 intervals, ends 09:00', start: 144, period: 54, submitted: [32], released: 36 },
    { what: 'of 84 intervals, ends 14:00', start: 144, period: 84, submitted: [32], released: 41 },
    { what: 'of 89 intervals, ends 14:50', start: 144, period: 89, submitted: [32], released: 41 },
  ])('$what', ({ start, period, submitted, released }) => {
    for (const hour of submitted) {
      expect([hour, hourOf(start, period, hour)]).toEqual([hour, released])
    }
  })

  test('a submission exactly 120 minutes after the end still waits, one ten minutes later does not', () => {
    // Ends 25:00 and 24:50.
    expect(hourOf(6, 144, 27)).toBe(28)
    expect(hourOf(5, 144, 27)).toBe(27)
    expect(hourOf(5, 143, 27)).toBe(27)
    expect(hourOf(5, 143, 26)).toBe(27)
  })

  test('without the rule a key leaves in the hour of its submission', () => {
    const key = { rollingStartIntervalNumber: 144, rollingPeriod: 144, createdAt: 32 * HOUR + 1799 }
    const rule = { expiryPolicyMinutes: undefined, granularitySeconds: HOUR }
    expect(releaseOf(key, rule)).toBe(32 * HOUR)
  })
})
