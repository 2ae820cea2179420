import { describe, expect, test } from 'vitest'
import { HMAC_KEYS, HMAC_SECRET, HMACS } from '../../../test/vectors/key-server.ts'
import { fromTolerantBase64, toBase64 } from '../bytes.ts'
import {
  exposureKeyHmac,
  hmacText,
  matchesExposureKeyHmac,
  type ReceivedKey,
} from './exposure-key-hmac.ts'

const secret = fromTolerantBase64(HMAC_SECRET) ?? new Uint8Array()
const bytes = (base64: string) => fromTolerantBase64(base64) ?? new Uint8Array()
const keysOf = (example: 'a' | 'b'): ReceivedKey[] =>
  HMAC_KEYS.map(({ a, b, ...key }) => ({ ...key, transmissionRisk: example === 'a' ? a : b }))

const single: ReceivedKey[] = keysOf('a').slice(1, 2)

describe('published vectors', () => {
  test.each([
    ['A, four segments', keysOf('a'), 'with-risk', HMACS.a4],
    ['A, three segments', keysOf('a'), 'without-risk', HMACS.a3],
    ['B, four segments', keysOf('b'), 'with-risk', HMACS.b4],
    ['one key, four segments', single, 'with-risk', HMACS.single4],
    ['one key, three segments', single, 'without-risk', HMACS.single3],
  ] as const)('%s', async (_name, keys, form, expected) => {
    expect(toBase64(await exposureKeyHmac(keys, secret, form))).toBe(expected)
    expect(await matchesExposureKeyHmac(keys, secret, bytes(expected))).toBe(true)
  })

  test('the three-segment form is refused where a key has a risk', async () => {
    const threeSegments = await exposureKeyHmac(keysOf('b'), secret, 'without-risk')
    expect(await matchesExposureKeyHmac(keysOf('b'), secret, threeSegments)).toBe(false)
  })

  test('one risk among zeros is enough to refuse the three-segment form', async () => {
    const keys = keysOf('a').map((key, i) => ({ ...key, transmissionRisk: i === 2 ? 1 : 0 }))
    const threeSegments = await exposureKeyHmac(keys, secret, 'without-risk')
    expect(await matchesExposureKeyHmac(keys, secret, threeSegments)).toBe(false)
  })
})

test('the order of the request does not matter and stays as it was', async () => {
  const reversed = keysOf('b').reverse()
  const before = structuredClone(reversed)
  expect(toBase64(await exposureKeyHmac(reversed, secret))).toBe(HMACS.b4)
  expect(reversed).toEqual(before)
})

test('keys are sorted by code unit: plus, slash, digits, upper case, lower case', () => {
  const key = (first: string): ReceivedKey => ({
    key: first,
    rollingStartNumber: 1,
    rollingPeriod: 1,
    transmissionRisk: 0,
  })
  const text = hmacText(['z', 'Z', 'a', 'A', '9', '0', '/', '+'].map(key), 'without-risk')
  expect(text).toBe('+.1.1,/.1.1,0.1.1,9.1.1,A.1.1,Z.1.1,a.1.1,z.1.1')
})

test.each([
  ['over-padded', 'AAECAwQFBgcICQoLDA0ODw===='],
  ['unpadded', 'AAECAwQFBgcICQoLDA0ODw'],
  ['with a line end', 'AAECAwQFBgcICQoLDA0ODw==\n'],
])('the text of a key takes part as received: %s', async (_name, text) => {
  const respelled = single.map((key) => ({ ...key, key: text }))
  expect(await matchesExposureKeyHmac(respelled, secret, bytes(HMACS.single4))).toBe(false)
})

test('a key that is sent twice takes part twice', async () => {
  const twice = [...single, ...single]
  expect(await matchesExposureKeyHmac(twice, secret, bytes(HMACS.single4))).toBe(false)
  expect(hmacText(twice, 'with-risk').split(',')).toHaveLength(2)
})

test('negative numbers are written in decimal', () => {
  const key = { ...(single[0] as ReceivedKey), rollingStartNumber: -1, transmissionRisk: -3 }
  expect(hmacText([key], 'with-risk')).toBe('AAECAwQFBgcICQoLDA0ODw==.-1.144.-3')
})

test.each([
  ['no keys', [], HMACS.a4],
  ['another secret length', single, toBase64(new Uint8Array(31))],
  ['an empty HMAC', single, ''],
  ['a truncated HMAC', single, HMACS.single4.slice(0, 40)],
  ['the HMAC of other keys', single, HMACS.a4],
] as const)('does not match: %s', async (_name, keys, hmac) => {
  expect(await matchesExposureKeyHmac(keys, secret, bytes(hmac))).toBe(false)
})

test('another secret does not match, and an empty one is a secret too', async () => {
  expect(await matchesExposureKeyHmac(single, new Uint8Array(32), bytes(HMACS.single4))).toBe(false)
  const empty = new Uint8Array()
  expect(await matchesExposureKeyHmac(single, empty, await exposureKeyHmac(single, empty))).toBe(
    true,
  )
})
