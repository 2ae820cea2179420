import { expect, test } from 'vitest'
import { makeRecoveryCodes, readRecoveryCode } from './recovery-codes.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

test('ten codes of ten characters, none of which is taken for another', () => {
  const codes = makeRecoveryCodes(random)
  expect(codes).toHaveLength(10)
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(readRecoveryCode(code)).toBe(code.replace('-', ''))
  }
})

test('each character is one of 32, as its byte says', () => {
  const [code] = makeRecoveryCodes((length) =>
    Uint8Array.from({ length }, (_, index) => 255 - index),
  )
  expect(code).toBe('ZYXWV-TSRQP')
})

test.each([
  ['k7qm2-xa9td', 'K7QM2XA9TD'],
  [' K7QM2 XA9TD ', 'K7QM2XA9TD'],
  ['K7QM2XA9TD', 'K7QM2XA9TD'],
  ['oil00-00000', '0110000000'],
  ['K7QM2-XA9T', undefined],
  ['K7QM2-XA9TDD', undefined],
  ['K7QM2-XA9TU', undefined],
  ['K7QM2_XA9TD', undefined],
  ['', undefined],
])('%j is read as %j', (typed, code) => {
  expect(readRecoveryCode(typed)).toBe(code)
})
