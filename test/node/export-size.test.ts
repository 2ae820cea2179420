import { expect, test } from 'vitest'
import { measureRealisticSize } from '../../bench/export-size.ts'

test.each([1, 2, 3])(
  'a file of 30,000 realistic keys, draw %i, takes at most 20.5 bytes a key',
  (seed) => {
    const { keys, plainBytes, zipBytes } = measureRealisticSize(30_000, seed)
    expect(keys).toBeGreaterThanOrEqual(30_000)
    // Every optional field is set: 31 bytes of a key with the usual period, 33 of one that was cut.
    expect(plainBytes).toBeGreaterThan(31)
    // Nothing comes below the 16 bytes of the key itself, or a key would be missing.
    expect(zipBytes).toBeGreaterThan(16)
    expect(zipBytes).toBeLessThanOrEqual(20.5)
  },
)
