import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { type IngressReason, type IngressRules, judgeReceivedKey } from './ingress.ts'
import type { ReceivedKey } from './received-key.ts'

/** 15 September 2020, 10:00 UTC: the clock of the originals' tests. */
const NOW = asUnixSeconds(Date.UTC(2020, 8, 15, 10) / 1000)
const MIDNIGHT = Date.UTC(2020, 8, 15) / 600_000
const NOW_INTERVAL = MIDNIGHT + 60

const RULES: IngressRules = {
  ownOrigin: 'NL',
  acceptedOrigins: new Set(['DE', 'IE', 'GB-SCT', 'JE']),
  acceptedReportTypes: [1],
  requiresInterest: false,
  minRollingStart: 2_629_584,
}
const KEY: ReceivedKey = {
  keyData: new Uint8Array(16),
  rollingStartIntervalNumber: MIDNIGHT - 144,
  rollingPeriod: 144,
  transmissionRiskLevel: 3,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 1,
  origin: 'DE',
  visitedCountries: ['NL', 'GB-EAW'],
  traveler: false,
  testType: undefined,
}
const judge = (change: Partial<ReceivedKey>, rules: Partial<IngressRules> = {}) =>
  judgeReceivedKey({ ...KEY, ...change }, { ...RULES, ...rules }, NOW)

test('a key that keeps to all rules is taken', () => {
  expect(judge({})).toBeUndefined()
  expect(judge({ origin: 'GB-SCT', visitedCountries: [] })).toBeUndefined()
  expect(judge({ rollingStartIntervalNumber: NOW_INTERVAL, rollingPeriod: 1 })).toBeUndefined()
  // Not at midnight: taken like all others.
  expect(judge({ rollingStartIntervalNumber: MIDNIGHT - 13, rollingPeriod: 13 })).toBeUndefined()
})

test.each<[IngressReason, Partial<ReceivedKey>]>([
  ['key_length', { keyData: new Uint8Array(15) }],
  ['key_length', { keyData: new Uint8Array(17) }],
  ['key_length', { keyData: new Uint8Array(33) }],
  ['period', { rollingPeriod: 0 }],
  ['period', { rollingPeriod: 145 }],
  ['period', { rollingPeriod: Number.NaN }],
  ['start_in_future', { rollingStartIntervalNumber: NOW_INTERVAL + 6 }],
  ['start_in_future', { rollingStartIntervalNumber: MIDNIGHT + 144 }],
  ['start_too_early', { rollingStartIntervalNumber: 2_629_583 }],
  ['start_too_early', { rollingStartIntervalNumber: -1 }],
  ['too_old', { rollingStartIntervalNumber: MIDNIGHT - 20 * 144 }],
  ['origin_invalid', { origin: 'XX' }],
  ['origin_invalid', { origin: 'ZZ' }],
  ['origin_invalid', { origin: 'nl' }],
  ['origin_invalid', { origin: '' }],
  ['origin_invalid', { origin: 'GB-SCOTLAND' }],
  ['origin_own', { origin: 'NL' }],
  ['origin_not_accepted', { origin: 'GB' }],
  ['report_type', { reportType: 0 }],
  ['report_type', { reportType: 3 }],
  ['visited_country_invalid', { visitedCountries: ['DE', 'de'] }],
  ['visited_country_invalid', { visitedCountries: ['DE,FR'] }],
])('%s: a key is refused by its name', (reason, change) => {
  expect(judge(change)).toBe(reason)
})

test('a key is too old once its end is fourteen days past, and not an interval before', () => {
  const oldest = NOW_INTERVAL - 14 * 144
  const start = oldest - 144
  expect(judge({ rollingStartIntervalNumber: start + 1 })).toBeUndefined()
  expect(judge({ rollingStartIntervalNumber: start })).toBe('too_old')
})

test('codes of the onset that mean nothing are refused, and all others are taken', () => {
  const good = [-14, 0, 21, 86, 121, 186, 200, 986, 1921, 1986, 2000, 2986, 3000, 3986, 4000]
  for (const code of good) {
    expect(judge({ daysSinceOnsetOfSymptoms: code }), `${code}`).toBeUndefined()
  }
  // 150 is a range that ends 50 days before.
  const bad = [-15, 22, 85, 150, 1922, 1985, 2001, 2985, 3001, 3021, 3985, 4001]
  for (const code of bad) {
    expect(judge({ daysSinceOnsetOfSymptoms: code }), `${code}`).toBe('onset_undecodable')
  }
  expect(judge({ daysSinceOnsetOfSymptoms: undefined })).toBeUndefined()
})

test('origins and report types are the partner’s to widen', () => {
  expect(judge({ origin: 'GB' }, { acceptedOrigins: new Set(['GB']) })).toBeUndefined()
  expect(judge({ reportType: 3 }, { acceptedReportTypes: [1, 3] })).toBeUndefined()
  expect(judge({ reportType: 0 }, { acceptedReportTypes: undefined })).toBeUndefined()
})

test('where only keys of interest are taken, a key that names others is not, and one that names nobody is', () => {
  const rules = { requiresInterest: true }
  expect(judge({ visitedCountries: ['FR'] }, rules)).toBe('not_of_interest')
  expect(judge({ visitedCountries: ['FR', 'NL'] }, rules)).toBeUndefined()
  expect(judge({ visitedCountries: [] }, rules)).toBeUndefined()
})
