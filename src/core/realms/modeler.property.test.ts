import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forecastCodes } from './modeler.ts'

/** Independent of the code under test: the normal equations in whole numbers, so that a half is a half. */
function exactForecast(history: readonly number[], min: number, max: number): number {
  const ys = history.slice(1).map(BigInt)
  const n = BigInt(ys.length)
  let sx = 0n
  let sy = 0n
  let sxx = 0n
  let sxy = 0n
  for (const [index, y] of ys.entries()) {
    const x = BigInt(index)
    sx += x
    sy += y
    sxx += x * x
    sxy += x * y
  }
  const slope = n * sxy - sx * sy
  const below = n * sxx - sx * sx
  // (sy − slope/below · sx) / n + slope/below · n, over one denominator.
  const numerator = sy * below - slope * sx + slope * n * n
  const denominator = n * below
  if (numerator <= 0n) return Math.max(min, 0)
  const rounded = (2n * numerator + denominator) / (2n * denominator)
  return Number(rounded < BigInt(min) ? BigInt(min) : rounded > BigInt(max) ? BigInt(max) : rounded)
}

test('forecasts are those of exact arithmetic', () => {
  const history = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 14, maxLength: 21 })
  fc.assert(
    fc.property(history, (days) => {
      expect(forecastCodes(days, { min: 10, max: 20_000 })).toBe(exactForecast(days, 10, 20_000))
    }),
    { numRuns: 2000, seed: 24 },
  )
})
