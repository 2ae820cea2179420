import { describe, expect, test } from 'vitest'
import published from '../../../../test/vectors/efgs/published.json'
import { concatBytes, fromHex, toHex } from '../../bytes.ts'
import { batchFromEncodedKeys, decodeBatch, encodeBatch, encodeKey } from './batch-codec.ts'

const LIMITS = { maxKeys: 5000 }
const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()

test('the published vector is read and written byte for byte', () => {
  const decoded = decodeBatch(bytes(published.protobuf), LIMITS)
  if (!decoded.ok) throw new Error(decoded.failure)
  expect(decoded.value[0]).toMatchObject({
    rollingStartIntervalNumber: 2668032,
    rollingPeriod: 144,
    transmissionRiskLevel: 5,
    visitedCountries: ['DE', 'NL'],
    origin: 'DE',
    reportType: 1,
    daysSinceOnsetOfSymptoms: -1,
  })
  expect(decoded.value[1]).toMatchObject({
    transmissionRiskLevel: 0x7fffffff,
    visitedCountries: [],
    daysSinceOnsetOfSymptoms: 3986,
  })
  expect(toHex(encodeBatch(decoded.value))).toBe(published.protobuf)
  expect(toHex(batchFromEncodedKeys(decoded.value.map(encodeKey)))).toBe(published.protobuf)
})

test('a batch of no keys is nothing', () => {
  expect(encodeBatch([])).toHaveLength(0)
  expect(decodeBatch(new Uint8Array(), LIMITS)).toEqual({ ok: true, value: [] })
})

describe('a body is refused', () => {
  test.each([
    ['with a key cut short', '0a05'],
    ['with key data of another wire type', '0a020801'],
    ['with a start of more than 32 bits', '0a07108080808010'],
    ['with a group in it', '0a020b0c'],
    ['with a tag of field 0', '00'],
    ['with an origin that is not UTF-8', '0a033201ff'],
    ['that is JSON', toHex(new TextEncoder().encode('{"keys":[]}'))],
  ])('%s', (_, hex) => {
    expect(decodeBatch(bytes(hex), LIMITS)).toEqual({ ok: false, failure: 'malformed' })
  })

  test('with one key more than it may have, before that is read', () => {
    const two = concatBytes(bytes('0a00'), bytes('0a020805'))
    expect(decodeBatch(two, { maxKeys: 1 })).toEqual({ ok: false, failure: 'too_many_keys' })
  })

  test('with a key of more countries than any list has', () => {
    const countries = (count: number) => new Uint8Array(count * 2).map((_, i) => (i % 2 ? 0 : 0x2a))
    expect(decodeBatch(concatBytes(bytes('0ae807'), countries(500)), LIMITS).ok).toBe(true)
    const over = concatBytes(bytes('0aea07'), countries(501))
    expect(decodeBatch(over, LIMITS)).toEqual({ ok: false, failure: 'malformed' })
  })
})

test('fields that nobody knows are passed over, and of two values the last counts', () => {
  // Field 15 as a number, as bytes and fixed; the period twice.
  const fields = ['7801', '7a0161', '1805', '187d', '7d01020304']
  expect(decodeBatch(bytes(`0a0e${fields.join('')}`), LIMITS)).toMatchObject({
    ok: true,
    value: [{ rollingPeriod: 125 }],
  })
})
