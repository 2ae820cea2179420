import { expect, test } from 'vitest'
import { readTotpCode } from './totp.ts'

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
