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
