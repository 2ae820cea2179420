import { describe, expect, test } from 'vitest'
import { syntheticUploadsFor } from './target.ts'

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
