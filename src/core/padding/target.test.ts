import { describe, expect, test } from 'vitest'
import { syntheticUploadsFor, uploadsForKeys } from './target.ts'

describe('the number of synthetic uploads', () => {
  test.each([
    [0, 100, 100],
    [1, 100, 99],
    [100, 100, 0],
    [101, 100, 99],
    [200, 100, 0],
    [201, 100, 199],
    [401, 100, 399],
    [0, 1, 1],
    [3, 1, 1],
  ])('%i real ones and a minimum of %i give %i', (real, minimum, synthetic) => {
    expect(syntheticUploadsFor(real, minimum)).toBe(synthetic)
  })

  test.each([0, -1, 1.5, Number.NaN])('refuses a minimum of %d', (minimum) => {
    expect(() => syntheticUploadsFor(3, minimum)).toThrow(TypeError)
  })
})

describe('uploads that come to so many keys', () => {
  test('of one size are as many as it takes', () => {
    expect(uploadsForKeys([10], 150)).toBe(15)
    expect(uploadsForKeys([14, 14, 14], 1)).toBe(1)
  })

  test('of different sizes are more than the mean says', () => {
    // Mean 7, deviation 7: 22 uploads have 154 keys at the mean, but 150 in half of all cases only.
    const uploads = uploadsForKeys([0, 14], 150)
    expect(uploads).toBeGreaterThan(22)
    const draws = (seed: number) => {
      let state = seed
      let keys = 0
      for (let i = 0; i < uploads; i++) {
        state = (state * 48_271) % 2_147_483_647
        keys += state % 2 === 0 ? 14 : 0
      }
      return keys
    }
    const few = Array.from({ length: 2000 }, (_, i) => draws(7919 * (i + 1))).filter(
      (keys) => keys < 150,
    )
    expect(few.length).toBeLessThan(50)
  })
})
