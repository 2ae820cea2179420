import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tocsin } from '../../proto/efgs.js'
import { decodeBatch, encodeBatch } from './batch-codec.ts'
import { batchFromJson, batchToJson } from './batch-json.ts'
import type { EfgsKey } from './diagnosis-key.ts'

const { DiagnosisKeyBatch } = tocsin.efgs
const LIMITS = { maxKeys: 5000 }

/** Texts that UTF-8 can carry. */
const carried = fc.string({ unit: 'grapheme', maxLength: 3 })
const efgsKey: fc.Arbitrary<EfgsKey> = fc.record({
  keyData: fc.uint8Array({ maxLength: 20 }),
  rollingStartIntervalNumber: fc.nat(0xffffffff),
  rollingPeriod: fc.nat(0xffffffff),
  transmissionRiskLevel: fc.integer(),
  visitedCountries: fc.array(carried, { maxLength: 4 }),
  origin: carried,
  reportType: fc.integer(),
  daysSinceOnsetOfSymptoms: fc.integer(),
})

describe('what is written', () => {
  test('is read back, here and by the generated code', () => {
    fc.assert(
      fc.property(fc.array(efgsKey, { maxLength: 5 }), (keys) => {
        const encoded = encodeBatch(keys)
        expect(decodeBatch(encoded, LIMITS)).toEqual({ ok: true, value: keys })
        const theirs = DiagnosisKeyBatch.decode(encoded).keys.map((key) => ({
          keyData: new Uint8Array(key.keyData ?? []),
          rollingStartIntervalNumber: key.rollingStartIntervalNumber,
          rollingPeriod: key.rollingPeriod,
          transmissionRiskLevel: key.transmissionRiskLevel,
          visitedCountries: key.visitedCountries,
          origin: key.origin,
          reportType: key.reportType,
          daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
        }))
        expect(theirs).toEqual(keys)
      }),
    )
  })

  test('as JSON is read back, where its report type has a name', () => {
    const named = efgsKey.map((key) => ({ ...key, reportType: Math.abs(key.reportType) % 6 }))
    fc.assert(
      fc.property(fc.array(named, { maxLength: 5 }), (keys) => {
        expect(batchFromJson(batchToJson(keys), LIMITS)).toEqual({ ok: true, value: keys })
      }),
    )
  })
})

test('whatever comes, the reader ends with a batch or a name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (anything) => {
      const decoded = decodeBatch(anything, { maxKeys: 3 })
      if (!decoded.ok) expect(['malformed', 'too_many_keys']).toContain(decoded.failure)
    }),
  )
})
