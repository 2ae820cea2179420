import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFetchRequest, readFetchResponse } from './read-messages.ts'
import { writeFetchRequest, writeFetchResponse } from './write-messages.ts'

const text = fc.string({ maxLength: 60 })
const regions = fc.array(fc.string({ maxLength: 10 }), { maxLength: 100 })
const cursor = fc.record({ timestamp: fc.maxSafeNat(), nextToken: text })
const state = fc.record({ keyCursor: cursor, revisedKeyCursor: cursor })
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const key = fc.record({
  exposureKey: fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
  transmissionRisk: int32,
  intervalNumber: int32,
  intervalCount: int32,
  reportType: fc.integer({ min: 0, max: 9 }),
  daysSinceOnsetOfSymptoms: fc.option(int32, { nil: undefined }),
  traveler: fc.boolean(),
  regions,
})

test('every request is read as it was written', () => {
  const request = fc.record({
    includeRegions: regions,
    excludeRegions: regions,
    onlyTravelers: fc.boolean(),
    onlyLocalProvenance: fc.boolean(),
    maxExposureKeys: fc.nat(2 ** 31 - 1),
    state,
  })
  fc.assert(
    fc.property(request, (sent) => {
      expect(readFetchRequest(writeFetchRequest(sent))).toEqual({ ok: true, value: sent })
    }),
  )
})

test('every answer is read as it was written', () => {
  const keys = fc.array(key, { maxLength: 5 })
  const response = fc.record({
    keys,
    revisedKeys: keys,
    isPartial: fc.boolean(),
    nextState: state,
  })
  fc.assert(
    fc.property(response, (sent) => {
      expect(readFetchResponse(writeFetchResponse(sent), 10)).toEqual({ ok: true, value: sent })
    }),
  )
})

test('any bytes are read or refused, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      expect(typeof readFetchRequest(message).ok).toBe('boolean')
      expect(typeof readFetchResponse(message, 10).ok).toBe('boolean')
    }),
    { numRuns: 2000 },
  )
})

test('a message that was damaged is read or refused', () => {
  const whole = writeFetchRequest({
    includeRegions: ['US', 'CA'],
    excludeRegions: ['MX'],
    onlyTravelers: true,
    onlyLocalProvenance: true,
    maxExposureKeys: 500,
    state: {
      keyCursor: { timestamp: 1_795_089_600, nextToken: 'a'.repeat(60) },
      revisedKeyCursor: { timestamp: 1_795_089_600, nextToken: 'b'.repeat(60) },
    },
  })
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, end) => {
      const damaged = whole.slice(0, end)
      if (at < damaged.length) damaged[at] = byte
      expect(typeof readFetchRequest(damaged).ok).toBe('boolean')
    }),
  )
})
