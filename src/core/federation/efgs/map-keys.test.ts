import { describe, expect, test } from 'vitest'
import type { OutgoingKey } from '../received-key.ts'
import type { EfgsKey } from './diagnosis-key.ts'
import {
  efgsFromOutgoing,
  judgeEfgsKey,
  receivedFromEfgs,
  refuseForEfgs,
  riskOfEfgsKey,
} from './map-keys.ts'
import { defaultEfgsSettings, type EfgsSettings } from './settings.ts'

const CWA = defaultEfgsSettings('corona-warn-app')
const MELDER = defaultEfgsSettings('coronamelder')
const START = 2_954_880

const sent: EfgsKey = {
  keyData: new Uint8Array(16),
  rollingStartIntervalNumber: START,
  rollingPeriod: 144,
  transmissionRiskLevel: 5,
  visitedCountries: ['DE', 'NL'],
  origin: 'DE',
  reportType: 1,
  daysSinceOnsetOfSymptoms: 0,
}

describe('a received key', () => {
  const received = (change: Partial<EfgsKey>) => receivedFromEfgs({ ...sent, ...change })

  test('keeps what was sent', () => {
    expect(received({})).toMatchObject({
      transmissionRiskLevel: 5,
      visitedCountries: ['DE', 'NL'],
      origin: 'DE',
      reportType: 1,
      traveler: false,
      testType: undefined,
    })
    expect(received({ transmissionRiskLevel: 0x7fffffff }).transmissionRiskLevel).toBeUndefined()
  })

  test('has to start at midnight by the Corona-Warn-App, and need not by CoronaMelder', () => {
    const noon = received({ rollingStartIntervalNumber: START + 72 })
    expect(judgeEfgsKey(received({}), CWA)).toBeUndefined()
    expect(judgeEfgsKey(noon, CWA)).toBe('start_not_midnight')
    expect(judgeEfgsKey(noon, MELDER)).toBeUndefined()
    expect(judgeEfgsKey(noon, { ...MELDER, requiresMidnightStart: true })).toBe(
      'start_not_midnight',
    )
  })

  // N2, N3: what the Dutch tables say; by the original a range with one day of no risk was dropped.
  test.each([
    [-4, undefined],
    [-3, undefined],
    [-2, 3],
    [-1, 6],
    [2, 6],
    [3, 3],
    [4, 3],
    [5, 1],
    [11, 1],
    [12, undefined],
    [86, undefined],
    [200, 6],
    [500, 6],
    [2000, 6],
    [1998, 3],
    [1997, undefined],
    [4000, 6],
    [3997, undefined],
  ])("onset %i is CoronaMelder's risk %s of ours", (code, level) => {
    const key = received({ daysSinceOnsetOfSymptoms: code })
    expect(judgeEfgsKey(key, MELDER)).toBe(level === undefined ? 'no_risk' : undefined)
    expect(judgeEfgsKey(key, CWA)).toBeUndefined()
    if (level !== undefined) expect(riskOfEfgsKey(key, MELDER)).toBe(level)
  })

  // cwa-distribution.md 6.4.
  test.each([
    [0, 8],
    [3986, 1],
    [4000, 5],
    [1998, 8],
    [21, 1],
  ])("onset %i is the Corona-Warn-App's risk %i, whatever was sent", (code, level) => {
    for (const transmissionRiskLevel of [-1, 0, 9, 0x7fffffff]) {
      const key = received({ daysSinceOnsetOfSymptoms: code, transmissionRiskLevel })
      expect(riskOfEfgsKey(key, CWA)).toBe(level)
    }
  })
})

describe('a key of ours', () => {
  const ours: OutgoingKey = {
    keyData: new Uint8Array(16).fill(7),
    rollingStartIntervalNumber: START,
    rollingPeriod: 144,
    transmissionRiskLevel: 4,
    reportType: 1,
    daysSinceOnsetOfSymptoms: 2,
    origin: undefined,
    visitedCountries: ['NL', 'DE', 'FR', 'XX'],
    traveler: false,
    isSynthetic: false,
    createdAt: START * 600 + 2 * 86_400,
  }
  const egress = (settings: Partial<EfgsSettings> = {}) => ({
    settings: { ...CWA, ...settings },
    ownOrigin: 'NL',
    shareable: ['NL', 'DE', 'BE'],
  })
  const sentAs = (change: Partial<OutgoingKey>, settings?: Partial<EfgsSettings>) =>
    efgsFromOutgoing({ ...ours, ...change }, egress(settings))

  test('is sent with what is stored, and the countries that are shared', () => {
    expect(sentAs({})).toEqual({
      keyData: ours.keyData,
      rollingStartIntervalNumber: START,
      rollingPeriod: 144,
      transmissionRiskLevel: 4,
      visitedCountries: ['DE'],
      origin: 'NL',
      reportType: 1,
      daysSinceOnsetOfSymptoms: 2,
    })
  })

  test('tells neither a risk nor an onset that nobody sent', () => {
    const unsaid = sentAs({ transmissionRiskLevel: undefined, daysSinceOnsetOfSymptoms: undefined })
    expect(unsaid).toMatchObject({
      transmissionRiskLevel: 0x7fffffff,
      daysSinceOnsetOfSymptoms: 3998,
    })
    expect(sentAs({ transmissionRiskLevel: 0 }).transmissionRiskLevel).toBe(0)
  })

  test('tells its report type and onset only where it may', () => {
    expect(sentAs({}, { sendsReportType: false, sendsOnset: false })).toMatchObject({
      reportType: 0,
      daysSinceOnsetOfSymptoms: 1,
    })
    const set = {
      sendsReportType: false,
      defaultReportType: 'SELF_REPORT',
      defaultOnset: 4000,
    } as const
    expect(sentAs({}, { ...set, sendsOnset: false })).toMatchObject({
      reportType: 3,
      daysSinceOnsetOfSymptoms: 4000,
    })
  })

  test('of a person who was in no shared country stays at home', () => {
    const refused = (visitedCountries: readonly string[] | undefined, settings = {}) =>
      refuseForEfgs({ ...ours, visitedCountries }, egress(settings))
    expect(refused(['NL', 'DE'])).toBeUndefined()
    expect(refused(['NL'])).toBe('no_country_of_interest')
    expect(refused(['NL', 'XX', 'FR'])).toBe('no_country_of_interest')
    expect(refused([])).toBe('no_country_of_interest')
    expect(refused(undefined)).toBeUndefined()
    expect(refused(['NL'], { visitedCountriesMode: 'one_eu' })).toBeUndefined()
  })

  test('has the countries of the list where its app asks for none, and everywhere as one Europe', () => {
    expect(sentAs({ visitedCountries: undefined }).visitedCountries).toEqual(['DE', 'BE'])
    const listed = { visitedCountries: ['NL', 'FR', 'IT'] }
    expect(sentAs({ visitedCountries: undefined }, listed).visitedCountries).toEqual(['FR', 'IT'])
    expect(
      sentAs({ visitedCountries: ['NL'] }, { visitedCountriesMode: 'one_eu' }).visitedCountries,
    ).toEqual(['DE', 'BE'])
  })

  test('that is forwarded keeps its country, and a region is sent as the country that is said', () => {
    expect(sentAs({ origin: 'CH' }).origin).toBe('CH')
    expect(refuseForEfgs({ ...ours, origin: 'CH' }, egress())).toBeUndefined()
    expect(refuseForEfgs({ ...ours, origin: 'GB-SCT' }, egress())).toBe('origin_not_a_country')
    const originMap = { 'GB-SCT': 'GB' }
    expect(refuseForEfgs({ ...ours, origin: 'GB-SCT' }, egress({ originMap }))).toBeUndefined()
    expect(sentAs({ origin: 'GB-SCT' }, { originMap }).origin).toBe('GB')
    expect(refuseForEfgs({ ...ours, origin: 'toString' }, egress({ originMap }))).toBe(
      'origin_not_a_country',
    )
  })
})
