import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalBytes, canonicalEntry } from './canonical-bytes.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('the order of the input does not matter, and no line is lost', () => {
  const key = fc.record({
    keyData: fc.uint8Array({ minLength: 0, maxLength: 17 }),
    rollingStartIntervalNumber: fc.nat(0xffffffff),
    rollingPeriod: fc.nat(0xffffffff),
    transmissionRiskLevel: fc.integer(),
    visitedCountries: fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }),
    origin: fc.string({ maxLength: 3 }),
    reportType: fc.integer(),
    daysSinceOnsetOfSymptoms: fc.integer(),
  })
  const shuffled = fc
    .array(key, { maxLength: 12 })
    .chain((keys) =>
      fc.tuple(fc.constant(keys), fc.shuffledSubarray(keys, { minLength: keys.length })),
    )
  fc.assert(
    fc.property(shuffled, ([keys, others]) => {
      expect(canonicalBytes(others)).toEqual(canonicalBytes(keys))
      // An independent order: of bytes, by the runtime's own base64.
      const lines = keys
        .map((one) => text(canonicalEntry(one)))
        .sort((a, b) => (btoa(a) < btoa(b) ? -1 : 1))
      expect(text(canonicalBytes(keys))).toBe(lines.join(''))
    }),
  )
})
