import * as fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { utf8 } from '../bytes.ts'
import { addSeconds, asUnixSeconds } from '../time.ts'
import {
  encodeBase32,
  findTotpStep,
  readTotpCode,
  totpAddress,
  totpCode,
  totpStepOf,
} from './totp.ts'

const SECRET = utf8('12345678901234567890')

test.each([
  // RFC 4226, appendix D.
  [0, '755224'],
  [1, '287082'],
  [2, '359152'],
  [3, '969429'],
  [4, '338314'],
  [5, '254676'],
  [6, '287922'],
  [7, '162583'],
  [8, '399871'],
  [9, '520489'],
])('code of step %i', async (step, code) => {
  expect(await totpCode(SECRET, step)).toBe(code)
})

test.each([
  // RFC 6238, appendix B: the last six of eight digits.
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('code at %i', async (at, code) => {
  const now = asUnixSeconds(at)
  expect(await totpCode(SECRET, totpStepOf(now))).toBe(code)
  expect(await findTotpStep(SECRET, code, now)).toBe(Math.floor(at / 30))
})

test('codes are those of another’s hand, for any secret and time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 10, maxLength: 64 }),
      fc.integer({ min: 0, max: 2 ** 35 }),
      async (bytes, at) => {
        const secret = new Uint8Array(bytes)
        const text = encodeBase32(secret)
        expect(new Uint8Array(Secret.fromBase32(text).bytes)).toEqual(secret)
        const theirs = new TOTP({ secret: text }).generate({ timestamp: at * 1000 })
        expect(await totpCode(secret, totpStepOf(asUnixSeconds(at)))).toBe(theirs)
      },
    ),
  )
})

test('a code is found one step around now, and not two', async () => {
  const now = asUnixSeconds(1_800_000_010)
  for (const [offset, isFound] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const) {
    const step = totpStepOf(now) + offset
    const code = await totpCode(SECRET, step)
    expect(await findTotpStep(SECRET, code, now), `${offset}`).toBe(isFound ? step : undefined)
  }
  expect(
    await findTotpStep(utf8('09876543210987654321'), '287082', addSeconds(now, 0)),
  ).toBeUndefined()
})

test.each([
  ['123456', '123456'],
  [' 123 456 ', '123456'],
  ['123-456', '123456'],
  ['12345', undefined],
  ['1234567', undefined],
  ['12345a', undefined],
  ['١٢٣٤٥٦', undefined],
  ['', undefined],
])('%j is read as %j', (typed, code) => {
  expect(readTotpCode(typed)).toBe(code)
})

describe('base32', () => {
  test.each([
    // RFC 4648 §10, without padding.
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j', (text, encoded) => {
    expect(encodeBase32(utf8(text))).toBe(encoded)
  })
})

test('an app reads the address as it is meant', () => {
  const address = totpAddress(SECRET, 'Tocsin', 'a+b&c@example.org')
  const url = new URL(address)
  expect(url.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(decodeURIComponent(url.pathname)).toContain('Tocsin:a+b&c@example.org')
})
