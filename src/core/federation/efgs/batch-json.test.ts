import { describe, expect, test } from 'vitest'
import published from '../../../../test/vectors/efgs/published.json'
import { fromHex } from '../../bytes.ts'
import { decodeBatch } from './batch-codec.ts'
import { batchFromJson, batchToJson } from './batch-json.ts'

const LIMITS = { maxKeys: 5000 }
const EXAMPLE =
  '{"keys":[{"keyData":"ALGis8TV5vcBI0VniavN7w==","rollingStartIntervalNumber":2668032,"rollingPeriod":144,' +
  '"transmissionRiskLevel":5,"visitedCountries":["DE","NL"],"origin":"DE","reportType":"CONFIRMED_TEST",' +
  '"days_since_onset_of_symptoms":-1}]}'

const keys = () => {
  const decoded = decodeBatch(fromHex(published.protobuf) ?? new Uint8Array(), LIMITS)
  return decoded.ok ? decoded.value : []
}
const read = (text: string) => batchFromJson(text, LIMITS)
const readKey = (members: Record<string, unknown>) => {
  const batch = read(JSON.stringify({ keys: [members] }))
  return batch.ok ? batch.value[0] : batch.failure
}

test("the gateway's example is written and read", () => {
  expect(batchToJson(keys().slice(0, 1))).toBe(EXAMPLE)
  expect(read(EXAMPLE)).toEqual({ ok: true, value: keys().slice(0, 1) })
})

test('a batch without keys is an empty object, and such an object is one', () => {
  expect(batchToJson([])).toBe('{}')
  expect(read('{}')).toEqual({ ok: true, value: [] })
  expect(read('{"keys":[]}')).toEqual({ ok: true, value: [] })
  expect(read('{"keys":null}')).toEqual({ ok: true, value: [] })
})

test('what is left out or null is as protobuf has it', () => {
  const nothing = readKey({ keyData: null, origin: null, visitedCountries: null })
  expect(nothing).toEqual({
    keyData: new Uint8Array(),
    rollingStartIntervalNumber: 0,
    rollingPeriod: 0,
    transmissionRiskLevel: 0,
    visitedCountries: [],
    origin: '',
    reportType: 0,
    daysSinceOnsetOfSymptoms: 0,
  })
  expect(batchToJson([nothing].filter((one) => typeof one === 'object'))).toBe('{"keys":[{}]}')
})

test('numbers may be texts, types numbers, and unknown members are passed over', () => {
  expect(readKey({ rollingPeriod: '144', reportType: 4, more: [{}] })).toMatchObject({
    rollingPeriod: 144,
    reportType: 4,
  })
  expect(readKey({ reportType: '2' })).toMatchObject({ reportType: 2 })
  expect(readKey({ daysSinceOnsetOfSymptoms: 7 })).toMatchObject({ daysSinceOnsetOfSymptoms: 0 })
})

describe('a body is refused', () => {
  test.each([
    '',
    '[]',
    'null',
    '"keys"',
    '{"keys":{}}',
    '{"keys":[1]}',
    '{"keys":[null]}',
    '{"keys":[',
  ])('that is %s', (text) => {
    expect(read(text)).toEqual({ ok: false, failure: 'malformed' })
  })

  test.each([
    { rollingPeriod: -1 },
    { rollingPeriod: 1.5 },
    { rollingStartIntervalNumber: 2 ** 32 },
    { transmissionRiskLevel: 2 ** 31 },
    { transmissionRiskLevel: 'high' },
    { visitedCountries: 'DE' },
    { visitedCountries: [1] },
    { origin: 49 },
    { reportType: 6 },
    { reportType: 'confirmed_test' },
    { days_since_onset_of_symptoms: '0x1' },
  ])('with a key of %j', (members) => {
    expect(readKey(members)).toBe('malformed')
  })

  test.each(['A', '!!!!', 'AL-_', 7])('with key data %j', (keyData) => {
    expect(readKey({ keyData })).toBe('invalid_base64')
  })

  test('with too many keys', () => {
    expect(batchFromJson('{"keys":[{},{}]}', { maxKeys: 1 })).toEqual({
      ok: false,
      failure: 'too_many_keys',
    })
  })
})
