import { expect, test } from 'vitest'
import type { OutgoingKey } from '../received-key.ts'
import { sentExposure } from './sent-exposure.ts'
import { DEFAULT_UK_SETTINGS, type UkSettings } from './settings.ts'

const KEY: OutgoingKey = {
  keyData: new Uint8Array(16).fill(7),
  rollingStartIntervalNumber: 2_666_736,
  rollingPeriod: 72,
  transmissionRiskLevel: 6,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 2,
  origin: undefined,
  visitedCountries: undefined,
  traveler: false,
  isSynthetic: false,
  createdAt: 0,
}
const send = (change: Partial<OutgoingKey> = {}, settings: Partial<UkSettings> = {}) =>
  sentExposure({ ...KEY, ...change }, 'GB-EAW', { ...DEFAULT_UK_SETTINGS, ...settings })

test('a key of ours is sent with our region, and without its risk', () => {
  expect(send()).toEqual({
    keyData: KEY.keyData,
    rollingStartNumber: 2_666_736,
    transmissionRiskLevel: 0,
    rollingPeriod: 72,
    regions: ['GB-EAW'],
    testType: 1,
    reportType: 1,
    daysSinceOnset: 2,
  })
})

test.each([
  ['E5: the one that is set', 6, { exportedRisk: 2 }, 2],
  ['its own', 6, { overrideExportedRisk: false }, 6],
  ['0 for none', undefined, { overrideExportedRisk: false }, 0],
])('risk: %s', (_what, transmissionRiskLevel, settings, expected) => {
  expect(send({ transmissionRiskLevel }, settings).transmissionRiskLevel).toBe(expected)
})

test.each<[string, Partial<OutgoingKey>, readonly string[]]>([
  ['ours alone', { visitedCountries: [] }, ['GB-EAW']],
  ['ours first', { visitedCountries: ['JE', 'GB-EAW', 'GI'] }, ['GB-EAW', 'JE', 'GI']],
  ['the origin first', { origin: 'GB-NIR', visitedCountries: ['IE', 'GB-NIR'] }, ['GB-NIR', 'IE']],
  ['the origin alone, not ours', { origin: 'DE' }, ['DE']],
])('regions: %s', (_what, change, expected) => {
  expect(send(change).regions).toEqual(expected)
})

test('no more regions are sent than a submission may name', () => {
  const visitedCountries = Array.from({ length: 40 }, (_, i) => `AA-${i}`)
  expect(send({ visitedCountries }).regions).toHaveLength(32)
})

test.each([
  ['a confirmed test', 1, false, [1, 1]],
  ['a clinical diagnosis', 2, false, [1, 2]],
  ['a self-report', 3, false, [3, 3]],
  ['none', 0, false, [1, 0]],
  ['a confirmed test as the original', 1, true, [1, 1]],
  ['a self-report as the original', 3, true, [3, 0]],
])('test and report type of %s', (_what, reportType, legacyReportTypes, expected) => {
  const sent = send({ reportType }, { legacyReportTypes })
  expect([sent.testType, sent.reportType]).toEqual(expected)
})

test.each([
  ['days', -3, -3],
  ['days beyond what is read', 21, 14],
  ['nothing', undefined, 0],
  ['a range of days: the middle', 408, 7],
  ['an onset that is not known', 1995, 0],
  ['no symptoms', 2998, 0],
  ['no information', 3990, 0],
])('onset: %s', (_what, daysSinceOnsetOfSymptoms, expected) => {
  expect(send({ daysSinceOnsetOfSymptoms }).daysSinceOnset).toBe(expected)
})

test('the origin is named to servers that let us, and of others’ keys alone', () => {
  expect(send({ origin: 'JE' }, { originMode: 'payload' }).origin).toBe('JE')
  expect(send({}, { originMode: 'payload' })).not.toHaveProperty('origin')
  expect(send({ origin: 'JE' }, { originMode: 'regions' })).not.toHaveProperty('origin')
})
