import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tocsin } from '../../proto/submission.js'
import { readPayload } from './read-payload.ts'

const { SubmissionPayload } = tocsin.submission

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const key = fc.record({
  keyData: fc.uint8Array({ maxLength: 20 }),
  transmissionRiskLevel: fc.option(int32, { nil: undefined }),
  rollingStartIntervalNumber: int32,
  rollingPeriod: int32,
  daysSinceOnsetOfSymptoms: fc.option(int32, { nil: undefined }),
})

test('every payload is read as the generated code wrote it', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 14 }),
      fc.array(fc.string(), { maxLength: 5 }),
      fc.string(),
      fc.boolean(),
      fc.integer({ min: 0, max: 9 }),
      (keys, visitedCountries, origin, consentToFederation, submissionType) => {
        const sent = { keys, visitedCountries, origin, consentToFederation, submissionType }
        const message = SubmissionPayload.encode(sent as object).finish()
        const read = readPayload(message, 14)
        expect(read).toMatchObject({
          ok: true,
          value: {
            visitedCountries,
            origin,
            consentsToFederation: consentToFederation,
            submissionType,
          },
        })
        const found = read.ok ? read.value.keys : []
        expect(
          found.map(({ keyData, onsetCode, ...rest }) => ({
            ...rest,
            keyData: [...keyData],
            daysSinceOnsetOfSymptoms: onsetCode,
          })),
        ).toEqual(keys.map((one) => ({ ...one, keyData: [...one.keyData] })))
      },
    ),
  )
})

test('any bytes are read or refused, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      expect(typeof readPayload(message, 14).ok).toBe('boolean')
    }),
  )
})
