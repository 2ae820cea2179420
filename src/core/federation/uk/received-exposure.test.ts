import { describe, expect, test } from 'vitest'
import { utf8 } from '../../bytes.ts'
import {
  judgeReceivedExposure,
  readDownload,
  receivedKey,
  receivedKeys,
  storedRiskOf,
} from './received-exposure.ts'

const EXPOSURE = {
  keyData: 'AAECAwQFBgcICQoLDA0ODw==',
  rollingStartNumber: 2_666_736,
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  regions: ['GB-SCT', 'IE'],
  origin: 'GB-NIR',
  testType: 2,
  reportType: 1,
  daysSinceOnset: 4,
}
const KEY = {
  keyData: Uint8Array.from({ length: 16 }, (_, i) => i),
  rollingStartIntervalNumber: 2_666_736,
  rollingPeriod: 144,
  transmissionRiskLevel: 0,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 4,
  origin: 'GB-NIR',
  visitedCountries: ['GB-SCT', 'IE'],
  traveler: false,
  testType: 2,
}
const NO_KEY = { keyData: new Uint8Array() }

describe('an exposure', () => {
  test('is a key as its partner sent it, unknown members passed over', () => {
    expect(receivedKey({ ...EXPOSURE, mood: 'good' }, 'origin')).toEqual(KEY)
  })

  test('has its origin first in its regions, where a gateway writes it there', () => {
    expect(receivedKey(EXPOSURE, 'regions')).toEqual({ ...KEY, origin: 'GB-SCT' })
  })

  test('without an origin has none, which the filter refuses', () => {
    const { origin: _origin, ...without } = EXPOSURE
    expect(receivedKey(without, 'origin').origin).toBe('')
    expect(receivedKey({ ...EXPOSURE, regions: [] }, 'regions').origin).toBe('')
  })

  test('of the first interface says no more than its key and start', () => {
    const { keyData, rollingStartNumber, regions } = EXPOSURE
    expect(receivedKey({ keyData, rollingStartNumber, regions }, 'regions')).toMatchObject({
      rollingPeriod: 144,
      testType: 1,
      reportType: 1,
      daysSinceOnsetOfSymptoms: 0,
      origin: 'GB-SCT',
    })
  })

  test('has a key of any length: the filter tells them apart', () => {
    const keyData = Buffer.alloc(33).toString('base64')
    expect(receivedKey({ ...EXPOSURE, keyData }, 'origin').keyData).toHaveLength(33)
  })

  test.each([
    [15, 14],
    [-15, -14],
    // As codes these would be ranges of days.
    [95, 14],
    [2000, 14],
    [-14, -14],
  ])(
    '%d days since onset are %d: the server takes any number, and none is a code',
    (sent, days) => {
      expect(receivedKey({ ...EXPOSURE, daysSinceOnset: sent }, 'origin')).toMatchObject({
        daysSinceOnsetOfSymptoms: days,
      })
    },
  )

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['a text', 'AAECAwQFBgcICQoLDA0ODw=='],
    ['a key that is a number', { ...EXPOSURE, keyData: 5 }],
    ['a report type in words', { ...EXPOSURE, reportType: 'CONFIRMED_TEST' }],
    ['half an interval', { ...EXPOSURE, rollingStartNumber: 0.5 }],
    ['regions in one text', { ...EXPOSURE, regions: 'GB-SCT' }],
  ])('that can’t be read is no key: %s', (_what, json) => {
    expect(receivedKey(json, 'origin')).toMatchObject(NO_KEY)
  })
})

test('one that can’t be read leaves the others in their places', () => {
  const batchTag = 'a'
  expect(receivedKeys({ batchTag, exposures: [EXPOSURE, null, EXPOSURE] }, 'origin')).toMatchObject(
    { ok: true, value: [KEY, NO_KEY, KEY] },
  )
  expect(receivedKeys({ batchTag, exposures: {} }, 'origin')).toEqual({
    ok: false,
    failure: 'exposures_missing',
  })
})

test('a download is JSON with a tag that is fit for names', () => {
  const read = (text: string) => readDownload(utf8(text))
  expect(read('{"batchTag":"75b326f7-ae6f","exposures":[],"next":1}')).toEqual({
    ok: true,
    value: { batchTag: '75b326f7-ae6f', exposures: [] },
  })
  for (const tag of ['""', '5', 'null', '"a/b"', '"a b"']) {
    expect(read(`{"batchTag":${tag},"exposures":[]}`)).toMatchObject({
      failure: 'batch_tag_invalid',
    })
  }
  expect(readDownload(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({
    failure: 'answer_unreadable',
  })
})

describe('beside the common rules', () => {
  const judge = (change: object, overrideImportedRisk = true) =>
    judgeReceivedExposure({ ...KEY, ...change }, { overrideImportedRisk })

  test.each([1, 2, 3])('I6: test type %d is taken', (testType) => {
    expect(judge({ testType })).toBeUndefined()
  })

  test.each([0, 4, -1, undefined])('test type %s is not', (testType) => {
    expect(judge({ testType })).toBe('test_type')
  })

  test.each([8, -1])('I5: a risk of %d is refused where it would be taken over', (level) => {
    expect(judge({ transmissionRiskLevel: level }, false)).toBe('transmission_risk')
    expect(judge({ transmissionRiskLevel: level }, true)).toBeUndefined()
    expect(judge({ transmissionRiskLevel: 7 }, false)).toBeUndefined()
  })
})

test.each([
  ['the operator’s stands for the partner’s', true, 7, 3, { level: 7, isFilledIn: false }],
  ['also another one', true, 2, 3, { level: 2, isFilledIn: false }],
  ['the partner’s, where it is taken over', false, 7, 3, { level: 3, isFilledIn: false }],
  ['none is none', false, 7, 0, { level: 0, isFilledIn: true }],
])('the risk that is stored: %s', (_what, overrideImportedRisk, importedRisk, sent, expected) => {
  const key = { ...KEY, transmissionRiskLevel: sent }
  expect(storedRiskOf(key, { overrideImportedRisk, importedRisk })).toEqual(expected)
})
