import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setSizes, splitSets } from './split.ts'

test.each([
  [0, 10, [], []],
  [1, 10, [1], [1]],
  [10, 10, [10], [10]],
  [11, 10, [10, 1], [6, 5]],
  [25, 10, [10, 10, 5], [9, 8, 8]],
  [3, 1, [1, 1, 1], [1, 1, 1]],
])('%i keys of at most %i a set', (count, max, filled, balanced) => {
  expect(setSizes(count, max, 'fill')).toEqual(filled)
  expect(setSizes(count, max, 'balanced')).toEqual(balanced)
})

test('no key is lost or moved, and no set is larger than its maximum or empty', () => {
  const modes = fc.constantFrom('fill' as const, 'balanced' as const)
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      modes,
      (keys, max, mode) => {
        const sets = splitSets(keys, max, mode)
        expect(sets.flat()).toEqual(keys)
        expect(sets.length).toBe(Math.ceil(keys.length / max))
        for (const set of sets) {
          expect(set.length).toBeGreaterThan(0)
          expect(set.length).toBeLessThanOrEqual(max)
        }
      },
    ),
  )
})

test('balanced sets differ by one key at most, and none is below the minimum where the maximum is twice that', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(5000), (min, extra) => {
      const sizes = setSizes(min + extra, 2 * min, 'balanced')
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(min)
    }),
  )
})
