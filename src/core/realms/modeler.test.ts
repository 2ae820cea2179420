import { describe, expect, test } from 'vitest'
import { claimRatios, forecastCodes, isAnomalous } from './modeler.ts'

const BOUNDS = { min: 10, max: 20_000 }
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1)

describe('forecasts', () => {
  // Vectors of the original, oldest first.
  test.each([
    ['a line', upTo(20), 21],
    ['a level', Array(19).fill(50), 50],
    ['a level of three weeks', Array(21).fill(50), 50],
    ['ups and downs', [1, 26, 61, 13, 19, 50, 9, 20, 91, 187, 39, 4, 2, 5, 1], 28],
    ['nothing', Array(15).fill(0), 10],
    ['a steep rise', upTo(21).map((n) => n ** 5), 20_000],
    [
      'a fall below zero',
      upTo(20)
        .reverse()
        .map((n) => n - 1),
      10,
    ],
  ])('%s', (_what, history, quota) => {
    expect(forecastCodes(history, BOUNDS)).toBe(quota)
  })

  test('thirteen days are too few', () => {
    expect(forecastCodes(upTo(13), BOUNDS)).toBeUndefined()
    expect(forecastCodes(upTo(14), BOUNDS)).toBe(15)
  })
})

describe('anomalies', () => {
  const days = (...claimed: number[]) => claimed.map((one) => ({ issued: 10, claimed: one }))
  const usual = days(8, 8, 8, 8, 8, 8, 8, 6, 6, 6, 6, 6, 6, 6)

  test('mean and deviation of the population', () => {
    const ratios = claimRatios({ issued: 10, claimed: 5 }, usual)
    expect(ratios?.last).toBeCloseTo(0.5, 12)
    expect(ratios?.mean).toBeCloseTo(0.7, 12)
    expect(ratios?.deviation).toBeCloseTo(0.1, 12)
  })

  test('fourteen days with codes are enough, thirteen are not', () => {
    const gap = { issued: 0, claimed: 0 }
    expect(claimRatios(undefined, [gap, ...usual, gap])).toBeDefined()
    expect(claimRatios(undefined, [gap, ...usual.slice(1), gap])).toBeUndefined()
  })

  test('more claimed than issued counts as all, and a day without codes as well', () => {
    const ratios = claimRatios({ issued: 5, claimed: 9 }, days(...Array(14).fill(20)))
    expect(ratios).toEqual({ last: 1, mean: 1, deviation: 0 })
    expect(claimRatios({ issued: 0, claimed: 0 }, usual)?.last).toBe(1)
    expect(claimRatios(undefined, usual)?.last).toBe(1)
  })

  test('only thirty days count', () => {
    const old = Array(20).fill({ issued: 10, claimed: 0 })
    const recent = Array(30).fill({ issued: 10, claimed: 10 })
    expect(claimRatios(undefined, [...recent, ...old])?.mean).toBe(1)
  })

  test.each([
    [0.51, 2, false],
    [0.49, 2, true],
    [0.59, 1, true],
    [0.61, 1, false],
    [0.59, 0, true],
    [0.59, -3, true],
    [1, 2, false],
  ])('a share of %f at %f deviations: %s', (last, allowed, anomalous) => {
    expect(isAnomalous({ last, mean: 0.7, deviation: 0.1 - 1e-12 }, allowed)).toBe(anomalous)
  })
})
