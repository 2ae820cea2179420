import { describe, expect, test } from 'vitest'
import { toBase64 } from '../../bytes.ts'
import { readExposure, readExposures, writeExposure } from './exposure.ts'

const KEY = new Uint8Array(16).map((_, i) => 255 - i)
const SENT = {
  keyData: toBase64(KEY),
  rollingStartNumber: 2_671_920,
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  regions: ['GB-EAW'],
  testType: 1,
  reportType: 1,
  daysSinceOnset: 10,
}
const READ = { ...SENT, keyData: KEY }
const read = (changes: Readonly<Record<string, unknown>>) => readExposure({ ...SENT, ...changes })

test('an exposure is read and written as it was', () => {
  expect(readExposure(SENT)).toEqual({ ok: true, value: READ })
  expect(JSON.stringify(writeExposure(READ))).toBe(JSON.stringify(SENT))
})

test('a client of the first interface need not say what it did not know', () => {
  const { keyData, rollingStartNumber } = SENT
  expect(readExposure({ keyData, rollingStartNumber })).toEqual({
    ok: true,
    value: {
      keyData: KEY,
      rollingStartNumber,
      transmissionRiskLevel: 0,
      rollingPeriod: 144,
      regions: [],
      testType: 1,
      reportType: 1,
      daysSinceOnset: 0,
    },
  })
})

test.each([
  ['base64url', SENT.keyData.replaceAll('+', '-').replaceAll('/', '_')],
  ['no padding', SENT.keyData.replaceAll('=', '')],
  ['line ends', `${SENT.keyData.slice(0, 8)}\r\n${SENT.keyData.slice(8)}\n`],
])('a key in %s is the same key', (_, keyData) => {
  expect(read({ keyData })).toEqual({ ok: true, value: READ })
})

test('a key of another length is read, for whoever reads to judge', () => {
  const sent = read({ keyData: toBase64(new Uint8Array(33)) })
  expect(sent.ok && sent.value.keyData.length).toBe(33)
})

test('origin is kept where it is a text', () => {
  const sent = read({ origin: 'IE' })
  expect(sent.ok && writeExposure(sent.value).origin).toBe('IE')
  expect(read({ origin: 5 })).toEqual({ ok: true, value: READ })
})

describe('integers', () => {
  test.each([
    ['"100"', '100', 100],
    ['" -3 "', ' -3 ', -3],
    ['true', true, 1],
    ['2^31 - 1', 2 ** 31 - 1, 2 ** 31 - 1],
    ['-2^31', -(2 ** 31), -(2 ** 31)],
    ['null', null, 0],
    ['false', false, 0],
  ])('%s is taken, as the original did', (_, daysSinceOnset, expected) => {
    const sent = read({ daysSinceOnset })
    expect(sent.ok && sent.value.daysSinceOnset).toBe(expected)
  })

  test.each([1.5, 2 ** 31, -(2 ** 31) - 1, 'CONFIRMED_TEST', '', '1.0', [1], {}])(
    '%j is not',
    (value) => {
      for (const member of ['transmissionRiskLevel', 'reportType', 'rollingPeriod']) {
        expect(read({ [member]: value })).toEqual({ ok: false, failure: { member } })
      }
    },
  )

  test.each([undefined, null, false])('there is no default for the start of a key: %s', (value) => {
    expect(read({ rollingStartNumber: value })).toEqual({
      ok: false,
      failure: { member: 'rollingStartNumber' },
    })
  })
})

test.each([
  ['keyData', undefined],
  ['keyData', null],
  ['keyData', 5],
  ['keyData', [1, 2]],
  ['keyData', `${SENT.keyData}!`],
  ['keyData', 'A'.repeat(300)],
  ['regions', null],
  ['regions', 'GB-EAW'],
  ['regions', {}],
  ['regions', ['IE', 5]],
  ['regions', ['x'.repeat(65)]],
  ['regions', new Array(101).fill('IE')],
])('%s can not be %j', (member, value) => {
  expect(read({ [member]: value })).toEqual({ ok: false, failure: { member } })
})

test.each([null, 5, 'text', ['list']])('%j is no exposure', (json) => {
  expect(readExposure(json)).toEqual({ ok: false, failure: { member: '' } })
})

describe('an upload', () => {
  test('may be empty', () => {
    expect(readExposures([], 3)).toEqual({ ok: true, value: [] })
  })

  test.each([null, {}, '', 5])('is a list, not %j', (json) => {
    expect(readExposures(json, 3)).toEqual({ ok: false, failure: { reason: 'not_a_list' } })
  })

  test('has no more exposures than are allowed', () => {
    expect(readExposures([SENT, SENT, SENT], 3).ok).toBe(true)
    expect(readExposures([SENT, SENT, SENT, SENT], 3)).toEqual({
      ok: false,
      failure: { reason: 'too_many' },
    })
  })

  test.each([15, 17, 32])('is refused whole for a key of %d bytes', (length) => {
    const wrong = { ...SENT, keyData: toBase64(new Uint8Array(length)) }
    expect(readExposures([SENT, wrong], 3)).toEqual({
      ok: false,
      failure: { reason: 'key_length', at: 1 },
    })
  })

  test('is refused whole for an exposure that can not be read', () => {
    expect(readExposures([SENT, { ...SENT, reportType: 'x' }], 3)).toEqual({
      ok: false,
      failure: { reason: 'malformed_exposure', at: 1, member: 'reportType' },
    })
  })
})
