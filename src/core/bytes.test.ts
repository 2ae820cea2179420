import { describe, expect, test } from 'vitest'
import {
  compareBytes,
  encodeBase64,
  encodeHex,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromTolerantBase64,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from './bytes.ts'

const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : toHex(bytes))

describe('tolerant base64', () => {
  // Expected bytes by hand: RFC 4648 section 10 and Go's rules.
  test.each([
    ['the empty text', '', ''],
    ['padded', 'Zm8=', '666f'],
    ['unpadded', 'Zm8', '666f'],
    ['over-padded', 'Zm8====', '666f'],
    ['padded where none is due', 'Zm9v==', '666f6f'],
    ['padding alone', '====', ''],
    ['the standard alphabet', '+/+/', 'fbffbf'],
    ['the URL alphabet', '-_-_', 'fbffbf'],
    ['both alphabets at once', '+_-/', 'fbffbf'],
    ['a line end within', 'Zm\r\n9v', '666f6f'],
    ['line ends before the first and after the last digit', '\nZm9v\r', '666f6f'],
    ['line ends alone', '\r\n', ''],
    ['bits left over in the last digit', 'Zm9', '666f'],
    ['bits left over after one byte', 'Zv==', '66'],
  ])('reads %s', (_name, text, expected) => {
    expect(hex(fromTolerantBase64(text))).toBe(expected)
  })

  test.each([
    ['a space', 'Zm 9v'],
    ['a tab', 'Zm9v\t'],
    ['a form feed', 'Zm9v\f'],
    ['padding within', 'Zm=9v'],
    ['padding before a line end', 'Zm8=\n'],
    ['one digit', 'Z'],
    ['one digit over', 'Zm9vZ'],
    ['one digit over and padding', 'Zm9vZ==='],
    ['a letter outside of ASCII', 'Zm9ü'],
    ['a full-width digit', 'Zm9v\uff10'],
    ['a NUL', 'Zm9v\0'],
    ['a dot', 'Zm9v.'],
  ])('refuses %s', (_name, text) => {
    expect(fromTolerantBase64(text)).toBeUndefined()
  })
})

describe('raw base64url', () => {
  test.each([
    ['-_-_', 'fbffbf'],
    ['Zm8', '666f'],
    ['', ''],
  ])('reads %s', (text, expected) => {
    expect(hex(fromBase64Url(text))).toBe(expected)
  })

  test.each([
    ['padding', 'Zm8='],
    ['the standard alphabet', '+/+/'],
    ['a line end', 'Zm9v\n'],
    ['one digit over', 'Zm9vZ'],
    ['a dot', 'Zm.9v'],
  ])('refuses %s', (_name, text) => {
    expect(fromBase64Url(text)).toBeUndefined()
  })
})

test('base64 is written as the platform writes it, for every length and byte', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(bytes.length - length)
    expect(toBase64(part)).toBe(btoa(String.fromCharCode(...part)))
    // Runtimes that have encoders of their own use those.
    expect(encodeBase64(part)).toBe(toBase64(part))
    expect(encodeHex(part)).toBe(toHex(part))
    expect(fromTolerantBase64(toBase64(part))).toEqual(part.slice())
    expect(fromBase64Url(toBase64Url(part))).toEqual(part.slice())
  }
})

test('hexadecimal is read in either case and refused where it is none', () => {
  expect(fromHex('00fFAb')).toEqual(new Uint8Array([0, 255, 171]))
  expect(fromHex('0')).toBeUndefined()
  expect(fromHex('0g')).toBeUndefined()
  expect(fromHex('0\u0660')).toBeUndefined()
})

test('byte strings are ordered as memcmp orders them, the shorter first', () => {
  expect(compareBytes(utf8('a'), utf8('b'))).toBeLessThan(0)
  expect(compareBytes(new Uint8Array([255]), new Uint8Array([1, 1]))).toBeGreaterThan(0)
  expect(compareBytes(utf8('a'), utf8('aa'))).toBeLessThan(0)
  expect(equalBytes(utf8('a'), utf8('aa'))).toBe(false)
})
