/** Codes of authenticator apps, in the runtime that checks them. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { addSeconds, asUnixSeconds } from '../../../src/core/time.ts'
import { authenticator } from '../../../src/platform/totp.ts'
import { phoneOf } from '../../support/console.ts'

/** RFC 6238, appendix B. */
const SECRET = utf8('12345678901234567890')

test.each([
  // The last six of its eight digits.
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('code at %i', (at, code) => {
  expect(authenticator.findStep(SECRET, code, asUnixSeconds(at))).toBe(Math.floor(at / 30))
})

test.each([
  // RFC 4226, appendix D.
  [1, '287082'],
  [2, '359152'],
  [3, '969429'],
  [4, '338314'],
  [5, '254676'],
  [6, '287922'],
  [7, '162583'],
  [8, '399871'],
  [9, '520489'],
])('code of step %i', (step, code) => {
  expect(authenticator.findStep(SECRET, code, asUnixSeconds(step * 30))).toBe(step)
})

test('a code is found one step around now, and not two', () => {
  const now = asUnixSeconds(1_800_000_010)
  const phone = phoneOf('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  for (const [seconds, isFound] of [
    [-60, false],
    [-30, true],
    [0, true],
    [30, true],
    [60, false],
  ] as const) {
    const at = addSeconds(now, seconds)
    const step = isFound ? Math.floor(at / 30) : undefined
    expect(authenticator.findStep(SECRET, phone.codeAt(at), now), `${seconds}`).toBe(step)
  }
})

test.each(['', '28708', '2870820', 'abcdef', '-87082', '287082 '])('%j is no code', (text) => {
  expect(authenticator.findStep(SECRET, text, asUnixSeconds(59))).toBeUndefined()
})

test('whatever secret is offered, a phone that reads it gives the right codes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.integer({ min: 0, max: 2 ** 35 }),
      async (bytes, seconds) => {
        const secret = new Uint8Array(bytes)
        const at = asUnixSeconds(seconds)
        const offer = authenticator.offer(secret, 'a+b@example.org')
        const url = new URL(offer.address)
        expect(url.searchParams.get('secret')).toBe(offer.secret)
        const code = phoneOf(offer.secret).codeAt(at)
        expect(authenticator.findStep(secret, code, at)).toBeDefined()
      },
    ),
  )
})

test('an app reads whose code it is', () => {
  const { address, secret } = authenticator.offer(SECRET, 'a+b&c@example.org')
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const url = new URL(address)
  expect(url.protocol).toBe('otpauth:')
  expect(decodeURIComponent(url.pathname)).toContain('Tocsin:a+b&c@example.org')
  expect(url.searchParams.get('issuer')).toBe('Tocsin')
})
