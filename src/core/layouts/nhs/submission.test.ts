import { describe, expect, test } from 'vitest'
import { DEFAULT_PUBLISH_LIMITS } from '../../publish/default-limits.ts'
import type { ReportType } from '../../report-type.ts'
import { asUnixSeconds } from '../../time.ts'
import { type SubmittedKey, transformSubmission } from './submission.ts'

/** 19 November 2026, 10:20 UTC; its day is 20,776 of the epoch. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const TODAY = 20_776 * 144

/** The key of so many days ago. */
const aKey = (ageDays: number, fields: Partial<SubmittedKey> = {}): SubmittedKey => ({
  key: btoa(String.fromCharCode(ageDays).padEnd(16, 'k')),
  rollingStartNumber: TODAY - ageDays * 144,
  rollingPeriod: 144,
  transmissionRiskLevel: 7,
  daysSinceOnsetOfSymptoms: undefined,
  ...fields,
})

const transform = (
  keys: readonly SubmittedKey[],
  reportType: ReportType = 'confirmed-test',
  releasesSameDayKeys = false,
) => transformSubmission(keys, reportType, DEFAULT_PUBLISH_LIMITS, releasesSameDayKeys, NOW)

const stored = (...args: Parameters<typeof transform>) => {
  const transformed = transform(...args)
  return transformed.ok ? transformed.value.keys : []
}

describe('the whole submission', () => {
  test('of fourteen keys is taken, of fifteen is not', () => {
    const keys = Array.from({ length: 14 }, (_, age) => aKey(age))
    expect(stored(keys)).toHaveLength(14)
    expect(transform([...keys, aKey(0)])).toEqual({
      ok: false,
      failure: { reason: 'too_many_keys' },
    })
  })

  test('without a valid key is none', () => {
    const failure = { ok: false, failure: { reason: 'no_valid_keys' } }
    expect(transform([])).toEqual(failure)
    expect(transform([aKey(1, { rollingPeriod: 0 }), aKey(16)])).toEqual(failure)
  })

  test('has each key once, as it came last', () => {
    const twice = stored([aKey(1, { transmissionRiskLevel: 1 }), aKey(1), aKey(2)])
    expect(twice.map((key) => key.transmissionRiskLevel)).toEqual([7, 7])
  })
})

describe('risk', () => {
  test.each<[number | undefined, ReportType, number, number]>([
    [7, 'confirmed-test', 7, 0],
    [1, 'self-report', 1, 0],
    [undefined, 'confirmed-test', 2, 1],
    [0, 'confirmed-test', 2, 1],
    [undefined, 'self-report', 0, 1],
  ])('%s of a %s is stored as %i, mark %i', (transmissionRiskLevel, type, risk, mark) => {
    const fields = { transmissionRiskLevel, daysSinceOnsetOfSymptoms: 0 }
    const [key] = stored([aKey(1, fields)], type)
    expect([key?.transmissionRiskLevel, key?.filledIn]).toEqual([risk, mark])
  })
})

describe('onset', () => {
  test('that a key tells is stored as it is, up to what phones take', () => {
    const sent = [-30, -14, 0, 3, 14, 21]
    const keys = stored(sent.map((days, i) => aKey(i, { daysSinceOnsetOfSymptoms: days })))
    expect(keys.map((key) => key.daysSinceOnsetOfSymptoms)).toEqual([-14, -14, 0, 3, 14, 14])
    expect(keys.every((key) => key.filledIn === 0)).toBe(true)
  })

  test('that one key tells is that of the upload, and fills in the others, marked', () => {
    const transformed = transform([aKey(1), aKey(3, { daysSinceOnsetOfSymptoms: 2 })])
    if (!transformed.ok) throw new Error('refused')
    expect(transformed.value.onset).toEqual({ day: 20_771, isDefault: false })
    expect(
      transformed.value.keys.map((key) => [key.daysSinceOnsetOfSymptoms, key.filledIn]),
    ).toEqual([
      [4, 2],
      [2, 0],
    ])
  })

  test('that nobody tells is the deployment\u2019s default', () => {
    const transformed = transform([aKey(1), aKey(10)])
    if (!transformed.ok) throw new Error('refused')
    expect(transformed.value.onset).toEqual({ day: 20_772, isDefault: true })
    expect(transformed.value.keys.map((key) => key.daysSinceOnsetOfSymptoms)).toEqual([3, -6])
  })
})

describe('release', () => {
  const releases = (isTrial: boolean) =>
    stored(
      [aKey(0), aKey(0, { key: btoa('0123456789abcdef'), rollingPeriod: 62 }), aKey(1)],
      'confirmed-test',
      isTrial,
    ).map((key) => new Date(key.createdAt * 1000).toISOString())

  test('is the slot of the submission, and for a key in use the one after its end', () => {
    expect(releases(false)).toEqual([
      '2026-11-20T01:00:00.000Z',
      '2026-11-19T10:00:00.000Z',
      '2026-11-19T10:00:00.000Z',
    ])
  })

  test('is at once where the tenant is set so', () => {
    expect(new Set(releases(true))).toEqual(new Set(['2026-11-19T10:00:00.000Z']))
  })
})
