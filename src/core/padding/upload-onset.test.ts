import { describe, expect, test } from 'vitest'
import type { DiagnosisKey } from '../temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds } from '../time.ts'
import { formatShape, parseShape, shapeOf } from './shape.ts'
import { formatOnset, onsetsOfForm, parseOnset, withOnset } from './upload-onset.ts'

/** 19 November 2026, 10:20 UTC. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const TODAY = Math.floor(NOW / 86_400)

const key = (age: number, onset: number, change: Partial<DiagnosisKey> = {}): DiagnosisKey => ({
  keyData: new Uint8Array(16),
  rollingStartIntervalNumber: asIntervalNumber((TODAY - age) * 144),
  rollingPeriod: 144,
  transmissionRiskLevel: 6,
  reportType: 'confirmed-test',
  daysSinceOnsetOfSymptoms: onset,
  createdAt: NOW,
  filledIn: 0,
  ...change,
})

const AGES = [1, 2, 3]
const shape = (keys: readonly DiagnosisKey[], onset = { day: TODAY - 4, isDefault: true }) =>
  shapeOf({ keys, onset, traveler: false }, NOW)

describe('an upload whose onset is stored in a code', () => {
  // Codes of the European gateway: 2000, 3000, 4000 and 100 a day of a range, and the days from what they count from.
  test.each([
    ['no symptoms, days since a test two days ago', (age: number) => 3000 + 2 - age, 't2'],
    ['no symptoms, days since the upload', (age: number) => 3000 - age, 't0'],
    ['symptoms, not since when', (age: number) => 2000 - age, 'u0'],
    ['no information', (age: number) => 4000 - age, 'n0'],
    ['a range of the last seven days', (age: number) => 701 - age, 'r7:1'],
    ['a range of the week before', (age: number) => 708 - age, 'r7:8'],
    ['a day that phones of the key server do not take', (age: number) => 18 - age, 'e18'],
  ])('has its form in the shape, which gives the codes back: %s', (_, codeAt, text) => {
    const keys = AGES.map((age) => key(age, codeAt(age)))
    expect(shape(keys)).toBe(`1 0 ${text} 1-3=6`)
    const onset = parseShape(shape(keys))
    const form = onset?.onsetForm
    if (onset === undefined || form === undefined) throw new Error('no form')
    const drawn = AGES.map((age) => withOnset(key(age, 0, { filledIn: 2 }), onset, form, NOW))
    expect(drawn.map((one) => one.daysSinceOnsetOfSymptoms)).toEqual(AGES.map(codeAt))
    expect(drawn.map((one) => one.filledIn)).toEqual([0, 0, 0])
  })

  // ONSETS of the original: risk 6 is 3995, risk 3 is 3993.
  test('that was made of the risks is made of them again, and marked as nobody’s word', () => {
    const risks = [6, 3, 3]
    const codes = [3995, 3993, 3993]
    const keys = AGES.map((age, i) =>
      key(age, codes[i] ?? 0, { filledIn: 2, transmissionRiskLevel: risks[i] ?? 0 }),
    )
    expect(shape(keys)).toBe('1 0 c 1=6 2-3=3')
    const drawn = keys.map((one) =>
      withOnset({ ...one, daysSinceOnsetOfSymptoms: 0 }, { onsetDaysAgo: undefined }, 'c', NOW),
    )
    expect(drawn.map((one) => one.daysSinceOnsetOfSymptoms)).toEqual(codes)
    expect(drawn.map((one) => one.filledIn)).toEqual([2, 2, 2])
  })

  test('has the form of most of its keys', () => {
    const keys = [key(1, 2999), key(2, 2998), key(3, 1997)]
    expect(shape(keys)).toBe('1 0 t0 1-3=6')
    expect(shape(keys.toReversed())).toBe(shape(keys))
  })
})

describe('an upload of the key server’s own protocol', () => {
  test('has a day, or none', () => {
    const reported = { day: TODAY - 3, isDefault: false }
    const exact = AGES.map((age) => key(age, 3 - age))
    const filledIn = AGES.map((age) => key(age, 4 - age, { filledIn: 2 }))
    expect(shape(exact, reported)).toBe('1 0 3 1-3=6')
    expect(shape(filledIn)).toBe('1 0 - 1-3=6')
  })
})

test('texts of older rows mean what they meant', () => {
  expect(parseShape('1 0 3 1-2=2')).toMatchObject({ onsetDaysAgo: 3 })
  expect(parseShape('1 0 3 1-2=2')?.onsetForm).toBeUndefined()
  expect(parseShape('1 0 - 1-2=2')?.onsetDaysAgo).toBeUndefined()
})

test.each(['x', 't', 'u', 'r7', 'r:1', 'c1', '3t', '--', 't1.5', ''])(
  '"%s" is no onset',
  (text) => {
    expect(parseOnset(text)).toBeUndefined()
    expect(parseShape(`1 0 ${text} 1=2`)).toBeUndefined()
  },
)

test('each onset that a form may have is read as it was written', () => {
  for (const form of ['t', 'u', 'n', 'e', 'c', 'r7'] as const) {
    const texts = onsetsOfForm(form)
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) {
      const parsed = parseShape(`1 0 ${text} 1=2`)
      expect(parsed?.onsetForm).toBe(form)
      expect(parsed && formatShape(parsed)).toBe(`1 0 ${text} 1=2`)
      expect(parsed && formatOnset(parsed)).toBe(text)
    }
  }
})
