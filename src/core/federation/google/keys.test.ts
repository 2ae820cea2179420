import { describe, expect, test } from 'vitest'
import type { FederatedKey } from './messages.ts'
import { type FetchedKey, outgoingKey } from './outgoing-key.ts'
import { receivedKeys, storedRiskOf, whyRefused } from './received-keys.ts'
import { type GoogleSettings, readGoogleSettings } from './settings.ts'

const read = readGoogleSettings({ issuer: 'https://en.example', subject: 's', origin: 'MX' })
if (!read.ok) throw new Error('the settings are good')
const settings: GoogleSettings = read.value

describe('a key that leaves', () => {
  const criteria = {
    includeRegions: ['CA', 'US'],
    excludeRegions: ['MX'],
    onlyTravelers: false,
    onlyLocalProvenance: true,
  }
  const stored: FetchedKey = {
    keyData: new Uint8Array(16),
    rollingStartIntervalNumber: 2_991_600,
    rollingPeriod: 144,
    transmissionRiskLevel: 4,
    reportType: 1,
    daysSinceOnsetOfSymptoms: -14,
    traveler: false,
    regions: ['US', 'CA', 'FR', 'MX'],
  }

  test('says what is stored of it, and no region that was not asked for', () => {
    expect(outgoingKey(stored, criteria)).toEqual({
      exposureKey: stored.keyData,
      transmissionRisk: 4,
      intervalNumber: 2_991_600,
      intervalCount: 144,
      reportType: 1,
      daysSinceOnsetOfSymptoms: -14,
      traveler: false,
      regions: ['CA', 'US'],
    })
  })

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 0],
    [5, 5],
  ])('of report type %i leaves as %i', (reportType, expected) => {
    expect(outgoingKey({ ...stored, reportType }, criteria).reportType).toBe(expected)
  })

  test.each([
    [14, 14],
    [15, undefined],
    [1998, undefined],
    [undefined, undefined],
  ])('with onset code %s has %s days', (daysSinceOnsetOfSymptoms, expected) => {
    const sent = outgoingKey({ ...stored, daysSinceOnsetOfSymptoms }, criteria)
    expect(sent.daysSinceOnsetOfSymptoms).toBe(expected)
  })
})

describe('a key that comes', () => {
  const sent: FederatedKey = {
    exposureKey: new Uint8Array(16).fill(1),
    transmissionRisk: 4,
    intervalNumber: 2_991_600,
    intervalCount: 144,
    reportType: 1,
    daysSinceOnsetOfSymptoms: 3,
    traveler: true,
    regions: ['us', 'GB-SCT', 'EVERYWHERE', 'ZZ'],
  }
  const receive = (change: Partial<FederatedKey>, own = settings, isRevised = false) => {
    const keys = [{ ...sent, ...change }]
    const lists = isRevised ? { keys: [], revisedKeys: keys } : { keys, revisedKeys: [] }
    const [key] = receivedKeys(lists, own)
    if (key === undefined) throw new Error('there is one')
    return key
  }

  test('says whom it is for; where it is from, the settings say', () => {
    expect(receive({})).toEqual({
      keyData: sent.exposureKey,
      rollingStartIntervalNumber: 2_991_600,
      rollingPeriod: 144,
      transmissionRiskLevel: 4,
      reportType: 1,
      daysSinceOnsetOfSymptoms: 3,
      origin: 'MX',
      visitedCountries: ['US', 'GB-SCT'],
      traveler: true,
      testType: undefined,
    })
  })

  test('comes before revisions, which say that they are', () => {
    const keys = receivedKeys({ keys: [sent], revisedKeys: [{ ...sent, reportType: 5 }] }, settings)
    expect(keys.map(({ isRevision }) => isRevision)).toEqual([undefined, true])
    expect(keys.map(whyRefused)).toEqual([undefined, undefined])
  })

  test.each<[string, Partial<FederatedKey>, string | undefined]>([
    ['of a test', { reportType: 1 }, undefined],
    ['of a diagnosis', { reportType: 2 }, undefined],
    ['of an unknown type', { reportType: 0 }, 'report_type_unknown'],
    ['that its holder reported', { reportType: 3 }, 'report_type_self_report'],
    ['of a contact of a contact', { reportType: 4 }, 'report_type_recursive'],
    ['that is revoked before it came', { reportType: 5 }, 'report_type_not_of_this_list'],
    ['of a type that nobody knows', { reportType: 6 }, 'report_type'],
    ['of a type below all', { reportType: -1 }, 'report_type'],
    ['with the highest risk', { transmissionRisk: 8 }, undefined],
    ['with a higher one', { transmissionRisk: 9 }, 'risk_out_of_range'],
    ['with a negative one', { transmissionRisk: -1 }, 'risk_out_of_range'],
    ['14 days before the onset', { daysSinceOnsetOfSymptoms: -14 }, undefined],
    ['15 days after it', { daysSinceOnsetOfSymptoms: 15 }, 'onset_out_of_range'],
    ['with a code of another protocol', { daysSinceOnsetOfSymptoms: 2000 }, 'onset_out_of_range'],
    ['without an onset', { daysSinceOnsetOfSymptoms: undefined }, undefined],
  ])('%s is refused: %s', (_what, change, expected) => {
    expect(whyRefused(receive(change))).toBe(expected)
  })

  test.each<[number, Partial<GoogleSettings>]>([
    [3, { acceptSelfReports: true }],
    [4, { acceptRecursive: true }],
  ])('of type %i becomes a clinical diagnosis where that is set', (reportType, change) => {
    const key = receive({ reportType }, { ...settings, ...change })
    expect([key.reportType, whyRefused(key)]).toEqual([2, undefined])
  })

  test('among revisions an unknown type is refused by itself', () => {
    expect(whyRefused(receive({ reportType: 0 }, settings, true))).toBe('report_type_unknown')
    expect(whyRefused(receive({ reportType: 5 }, settings, true))).toBeUndefined()
  })

  // The risks of report types are those that the key server gives its own keys: confirmed 2, likely 4, negative 6.
  test.each([
    [4, 1, { level: 4, isFilledIn: false }],
    [0, 1, { level: 2, isFilledIn: true }],
    [0, 2, { level: 4, isFilledIn: true }],
    [0, 5, { level: 6, isFilledIn: true }],
  ])('of risk %i and type %i is stored with %j', (transmissionRisk, reportType, expected) => {
    expect(storedRiskOf(receive({ transmissionRisk, reportType }))).toEqual(expected)
  })
})

describe('settings', () => {
  const good = { issuer: 'https://en.example', subject: 'federation', origin: 'MX' }

  test('have defaults for all that is not the partner’s own', () => {
    expect(readGoogleSettings(good)).toEqual({
      ok: true,
      value: {
        ...good,
        audience: 'https://exposure-notifications-server/federation',
        keyId: '1',
        includeRegions: [],
        excludeRegions: [],
        onlyLocalProvenance: true,
        onlyTravelers: false,
        acceptSelfReports: false,
        acceptRecursive: false,
      },
    })
  })

  test.each<[string, Record<string, unknown>]>([
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: undefined }],
    ['subject', { subject: 5 }],
    ['origin', { origin: 'Mexico' }],
    ['audience', { audience: 'http://example.org' }],
    ['includeRegions', { includeRegions: ['us'] }],
    ['includeRegions', { includeRegions: ['US', 'US'] }],
    ['includeRegions', { includeRegions: 'US' }],
    ['excludeRegions', { includeRegions: ['US'], excludeRegions: ['US'] }],
    ['onlyTravelers', { onlyTravelers: 1 }],
    ['', { maxRecords: 5 }],
  ])('are refused at "%s" for %j', (path, change) => {
    const checked = readGoogleSettings({ ...good, ...change })
    expect(checked).toMatchObject({ ok: false })
    expect(checked.ok ? [] : checked.failure.map((one) => one.path)).toContain(path)
  })
})
