import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import type { SubmittedKey } from './received-payload.ts'
import { transformPayload } from './transform-payload.ts'

const DAY = 86_400
/** 19 November 2026, midnight UTC. */
const MIDNIGHT = Date.UTC(2026, 10, 19) / 1000
const RULES = {
  reportType: 'confirmed-test',
  maxAgeDays: 14,
  releasesSameDayKeys: false,
  truncateWindowSeconds: 3600,
  maxReportDays: 28,
  defaultDaysAgo: 4,
} as const

const aKey = (daysAgo: number, change: Partial<SubmittedKey> = {}): SubmittedKey => ({
  keyData: new Uint8Array(16).fill(100 - daysAgo),
  rollingStartIntervalNumber: MIDNIGHT / 600 - daysAgo * 144,
  rollingPeriod: 144,
  transmissionRiskLevel: 5,
  onsetCode: 4000,
  ...change,
})
const transform = (keys: readonly SubmittedKey[], now: number, rules: object = {}) =>
  transformPayload({ keys }, { ...RULES, ...rules }, asUnixSeconds(now))

describe('keys of the wrong time', () => {
  test.each([
    [MIDNIGHT, 14, true],
    [MIDNIGHT + 599, 14, true],
    [MIDNIGHT + 600, 14, false],
    [MIDNIGHT + 600, 13, true],
    [MIDNIGHT, 15, false],
    [MIDNIGHT, 0, true],
    [MIDNIGHT - 1, 0, false],
    [MIDNIGHT, -1, false],
  ])('at %i a key of %i days ago is kept: %s', (now, daysAgo, isKept) => {
    expect(transform([aKey(daysAgo)], now).keys).toHaveLength(isKept ? 1 : 0)
  })

  test('are told apart: only old ones are a cut', () => {
    expect(transform([aKey(-1), aKey(1)], MIDNIGHT).isCut).toBe(false)
    expect(transform([aKey(15), aKey(1)], MIDNIGHT).isCut).toBe(true)
  })
})

describe('release', () => {
  test('of a key that is over is now, cut to the hour', () => {
    const [key] = transform([aKey(1)], MIDNIGHT + 5000).keys
    expect(key?.createdAt).toBe(MIDNIGHT + 3600)
  })

  test('of a key in use is an hour after its end', () => {
    const [key] = transform([aKey(0, { rollingPeriod: 60 })], MIDNIGHT + 5000).keys
    expect(key?.createdAt).toBe(MIDNIGHT + 10 * 3600 + 3600)
  })

  test('of a key in use is now where the tenant says so', () => {
    const [key] = transform([aKey(0)], MIDNIGHT + 5000, { releasesSameDayKeys: true }).keys
    expect(key?.createdAt).toBe(MIDNIGHT + 3600)
  })
})

describe('the onset of the upload', () => {
  const today = MIDNIGHT / DAY
  test.each([
    ['is that of a known day', [aKey(1, { onsetCode: 2 })], { day: today - 3, isDefault: false }],
    [
      'is the first that is plausible',
      [aKey(1, { onsetCode: -5 }), aKey(2, { onsetCode: 0 })],
      { day: today - 2, isDefault: false },
    ],
    [
      'is none where a range was sent',
      [aKey(1, { onsetCode: 201 })],
      { day: today - 4, isDefault: true },
    ],
    ['is none where nobody said', [aKey(1)], { day: today - 4, isDefault: true }],
    [
      'is none where only risks were sent',
      [aKey(1, { onsetCode: undefined })],
      { day: today - 4, isDefault: true },
    ],
  ])('%s', (_name, keys, onset) => {
    expect(transform(keys, MIDNIGHT + 5000).onset).toEqual(onset)
  })
})

test('the key data are a copy: what was received is not kept', () => {
  const sent = aKey(1)
  const [key] = transform([sent], MIDNIGHT).keys
  expect(key?.keyData).toEqual(sent.keyData)
  expect(key?.keyData.buffer).not.toBe(sent.keyData.buffer)
})
