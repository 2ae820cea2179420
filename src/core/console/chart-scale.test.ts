import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelledPlaces, spreadLabels, ticksOf } from './chart-scale.ts'

describe('marks of an axis', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [41, [0, 20, 40, 60]],
    [900, [0, 500, 1000]],
    [12_345, [0, 5000, 10_000, 15_000]],
  ])('up to %i', (max, ticks) => {
    expect(ticksOf(max)).toEqual(ticks)
  })

  test('begin at 0, reach every value, are at most five and a round step apart', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), (max) => {
        const ticks = ticksOf(max)
        const [first, step = 0] = ticks
        expect(first).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max)
        expect(ticks.length).toBeLessThanOrEqual(5)
        expect(String(step)).toMatch(/^[125]0*$/)
        expect(ticks).toEqual(ticks.map((_, index) => index * step))
      }),
    )
  })
})

describe('labels', () => {
  test.each([0, 1, 7, 8, 30, 31, 90])(
    'of %i places are at most seven, the last among them',
    (count) => {
      const places = labelledPlaces(count)
      expect(places.length).toBeLessThanOrEqual(7)
      expect(places.at(-1)).toBe(count === 0 ? undefined : count - 1)
      const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0))
      expect(new Set(steps).size).toBeLessThanOrEqual(1)
    },
  )

  test('stay where they belong while there is room', () => {
    expect(spreadLabels([100, 20, 60], 18, 204)).toEqual([100, 20, 60])
  })

  test('never cover each other, keep their order and stay above the floor', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 12, max: 204 }), { maxLength: 5 }), (heights) => {
        const placed = spreadLabels(heights, 18, 204)
        const sorted = [...placed].sort((a, b) => a - b)
        for (const [index, height] of sorted.entries()) {
          expect(height).toBeLessThanOrEqual(204)
          if (index > 0) expect(height - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(18)
        }
        for (const [a, one] of heights.entries())
          for (const [b, other] of heights.entries())
            if (one < other) expect(placed[a]).toBeLessThan(placed[b] ?? 0)
      }),
    )
  })
})
