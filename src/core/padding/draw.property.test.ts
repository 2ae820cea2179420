import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onsetMeaning } from '../layouts/onset-code.ts'
import { type PublishLimits, transformKeys } from '../publish/transform.ts'
import { expiryOf } from '../temporary-exposure-key.ts'
import { asUnixSeconds } from '../time.ts'
import { slotStream } from './derive.ts'
import { drawUpload } from './draw.ts'
import { PRIOR_MODEL, UploadModelBuilder } from './model.ts'
import { formatShape, type KeyShape, parseShape, shapeOf, type UploadShape } from './shape.ts'
import type { OnsetForm, UploadOnset } from './upload-onset.ts'

/** The same cases on each run. */
const SEED = 1119

const LIMITS: PublishLimits = {
  maxKeys: 30,
  maxSameStartKeys: 3,
  maxAgeSeconds: 15 * 86_400,
  truncateWindowSeconds: 3600,
  maxDaysFromOnset: 14,
  maxReportDays: 28,
  defaultDaysAgo: 4,
}

const aKey: fc.Arbitrary<KeyShape> = fc.record({
  ageDays: fc.integer({ min: 0, max: 15 }),
  startOffset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 143 })),
  end: fc.oneof(
    fc.constant({ kind: 'period', rollingPeriod: 144 } as const),
    fc.integer({ min: 1, max: 144 }).map((n) => ({ kind: 'period', rollingPeriod: n }) as const),
    fc.integer({ min: -1, max: 6 }).map((lag) => ({ kind: 'cut', lag }) as const),
  ),
  transmissionRiskLevel: fc.integer({ min: 0, max: 8 }),
})

const anOnset: fc.Arbitrary<UploadOnset> = fc.oneof(
  fc.record({ onsetDaysAgo: fc.option(fc.integer({ min: 0, max: 28 }), { nil: undefined }) }),
  fc.constant({ onsetDaysAgo: undefined, onsetForm: 'c' } as const),
  fc.record({
    onsetDaysAgo: fc.integer({ min: -14, max: 40 }),
    onsetForm: fc.oneof(
      fc.constantFrom<OnsetForm>('t', 'u', 'n', 'e'),
      fc.integer({ min: 1, max: 19 }).map((days): OnsetForm => `r${days}`),
    ),
  }),
)

const aShape: fc.Arbitrary<UploadShape> = fc
  .record({
    reportTypeNumber: fc.constantFrom(0, 1, 2, 3),
    traveler: fc.boolean(),
    onset: anOnset,
    keys: fc.array(aKey, { minLength: 1, maxLength: 30 }),
  })
  .map(({ onset, ...shape }) => ({ ...shape, ...onset }))

const aSlot = fc.integer({ min: 497_000, max: 499_000 }).map((hour) => asUnixSeconds(hour * 3600))
const aSecret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.slice())

test('a shape is read from its text as it was written', () => {
  fc.assert(
    fc.property(aShape, (shape) => {
      expect(parseShape(formatShape(shape))).toEqual(shape)
    }),
    { numRuns: 500, seed: SEED },
  )
})

test('the shape of any upload that passes the rules has one text, which reads back to itself', () => {
  const aSentKey = fc.record({
    key: fc.constant('AAAAAAAAAAAAAAAAAAAAAA=='),
    ageDays: fc.integer({ min: 0, max: 14 }),
    rollingPeriod: fc.integer({ min: 1, max: 144 }),
    transmissionRisk: fc.integer({ min: 0, max: 8 }),
  })
  const keys = fc.uniqueArray(aSentKey, { selector: (key) => key.ageDays, minLength: 1 })
  fc.assert(
    fc.property(keys, aSlot, (sent, now) => {
      const today = Math.floor(now / 86_400) * 144
      const stored = transformKeys(
        {
          keys: sent.map(({ ageDays, ...key }, i) => ({
            ...key,
            key: btoa(String.fromCharCode(i).padEnd(16, 'k')),
            rollingStartNumber: today - ageDays * 144,
          })),
          reportType: 'confirmed-test',
          reportedOnsets: [],
          releasesSameDayKeys: false,
        },
        LIMITS,
        now,
      )
      if (!stored.ok) throw new Error(stored.failure.reason)
      const { onset } = stored.value
      const text = shapeOf({ keys: stored.value.keys, onset, traveler: false }, now)
      const reversed = stored.value.keys.toReversed()
      expect(shapeOf({ keys: reversed, onset, traveler: false }, now)).toBe(text)
      const parsed = parseShape(text)
      expect(parsed && formatShape(parsed)).toBe(text)
    }),
    { numRuns: 200, seed: SEED },
  )
})

test('whatever was counted, each synthetic upload has keys that pass every rule and wait for their release', async () => {
  const models = fc.array(fc.tuple(aShape, fc.integer({ min: 1, max: 40 })), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(models, aSecret, aSlot, async (counted, secret, slot) => {
      const texts = counted.map(([shape, uploads]) => [formatShape(shape), uploads] as const)
      const builder = new UploadModelBuilder(texts.filter(([, uploads]) => uploads >= 10))
      for (const [text, uploads] of texts) builder.add(text, uploads)
      const stream = await slotStream(secret, 'US', slot)
      const model = { ...builder.build(await stream.choices(0, 99)), uploads: 1000 }
      const draw = { stream, model, slot, limits: LIMITS }
      for (let i = 0; i < 4; i++) {
        const { keys } = await drawUpload(draw, i)
        expect(keys.length).toBeGreaterThan(0)
        for (const { key, revision } of keys) {
          expect(key.createdAt % 3600).toBe(0)
          expect(key.createdAt).toBeGreaterThanOrEqual(slot)
          if (expiryOf(key) >= slot + 3600) {
            expect(key.createdAt).toBeGreaterThan(expiryOf(key))
          }
          expect(onsetMeaning(key.daysSinceOnsetOfSymptoms ?? 99_999)).toBeDefined()
          if (revision !== undefined) {
            expect(Math.abs(key.daysSinceOnsetOfSymptoms ?? 99)).toBeLessThanOrEqual(14)
          }
          if (revision !== undefined) {
            expect(revision.createdAt).toBeGreaterThanOrEqual(slot)
            expect(revision.reportType).not.toBe(key.reportType)
          }
        }
      }
      expect(await drawUpload(draw, 2)).toEqual(await drawUpload(draw, 2))
    }),
    { numRuns: 60, seed: SEED },
  )
})

test('the prior fills any slot', async () => {
  await fc.assert(
    fc.asyncProperty(aSecret, aSlot, async (secret, slot) => {
      const stream = await slotStream(secret, 'US', slot)
      const draw = { stream, model: PRIOR_MODEL, slot, limits: LIMITS }
      const uploads = await Promise.all([0, 1, 2, 3].map((i) => drawUpload(draw, i)))
      const keys = uploads.flatMap((upload) => upload.keys.map(({ key }) => String(key.keyData)))
      expect(new Set(keys).size).toBe(keys.length)
    }),
    { numRuns: 60, seed: SEED },
  )
})
