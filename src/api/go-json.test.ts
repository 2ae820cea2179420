import { describe, expect, test } from 'vitest'
import { utf8 } from '../core/bytes.ts'
import { memberNames, parseGoJson } from './go-json.ts'

const NAMES = memberNames('hmacKey', 'rollingPeriod', 'key')
const parse = (text: string | Uint8Array) =>
  parseGoJson(typeof text === 'string' ? utf8(text) : text, NAMES)
const value = (text: string) => {
  const parsed = parse(text)
  return parsed.ok ? parsed.value : parsed.failure
}

describe('member names', () => {
  test.each(['hmacKey', 'hmackey', 'HMACKEY', 'HmAcKeY'])('%s is known', (name) => {
    expect(value(`{"${name}":"x"}`)).toEqual({ hmacKey: 'x' })
  })

  test('the Kelvin sign folds to k and the long s to s, as in Go', () => {
    expect(value('{"hmac\u212aey":"x"}')).toEqual({ hmacKey: 'x' })
    expect(value('{"\u017f":1}')).toEqual({ '\u017f': 1 })
  })

  test('unknown names stay as they are, at any depth', () => {
    expect(value('{"Other":{"KEY":[{"Key":1}]}}')).toEqual({ Other: { key: [{ key: 1 }] } })
  })

  test('the last of two equal names counts', () => {
    expect(value('{"key":1,"key":2}')).toEqual({ key: 2 })
  })

  test('two spellings of one name are refused, wherever they stand', () => {
    expect(value('{"key":1,"KEY":2}')).toEqual({ reason: 'repeated_member', name: 'key' })
    expect(value('{"a":[{"key":null,"Key":null}]}')).toMatchObject({ reason: 'repeated_member' })
  })

  test('__proto__ is a member like any other', () => {
    const parsed = value('{"__proto__":{"key":"x"}}') as object
    expect(Object.keys(parsed)).toEqual(['__proto__'])
    expect((parsed as { key?: unknown }).key).toBeUndefined()
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
  })
})

describe('null', () => {
  test('is undefined for a member, whose name still shows', () => {
    const parsed = value('{"key":null,"other":null}') as object
    expect(Object.entries(parsed)).toEqual([
      ['key', undefined],
      ['other', undefined],
    ])
  })

  test('is undefined in a list, and a document of null is an empty one', () => {
    expect(value('{"key":[null,1]}')).toEqual({ key: [undefined, 1] })
    expect(value('null')).toEqual({})
  })
})

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['-7', -7],
    ['2147483648', 2_147_483_648],
    ['1.0', Number.NaN],
    ['1e2', Number.NaN],
    ['1E0', Number.NaN],
    ['0.0', Number.NaN],
    ['-0.5', Number.NaN],
    ['1e999', Number.NaN],
  ])('%s, by itself, in a list and as a member', (text, expected) => {
    expect(value(text)).toBe(expected)
    expect(value(`[ ${text} ]`)).toEqual([expected])
    expect(value(`[1,\n${text}]`)).toEqual([1, expected])
    expect(value(`{"key" :${text}}`)).toEqual({ key: expected })
    expect(value(`{"key":{"key": ${text}}}`)).toEqual({ key: { key: expected } })
  })

  test('a text that looks like one is a text', () => {
    expect(value('{"key":"a:1.5,[-0"}')).toEqual({ key: 'a:1.5,[-0' })
  })
})

describe('what is not exactly one JSON value is refused', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['two values', '{}{}'],
    ['a value and more', '{} x'],
    ['a cut object', '{"key":'],
    ['a comma at the end', '{"key":1,}'],
    ['a comment', '{}//'],
    ['single quotes', "{'key':1}"],
    ['NaN', '{"key":NaN}'],
    ['a leading zero', '{"key":01}'],
    ['a plus sign', '{"key":+1}'],
    ['a raw line end in a string', '{"key":"\n"}'],
    ['a byte order mark', '\ufeff{}'],
    ['10,000 open brackets', '['.repeat(10_000)],
  ])('%s', (_name, text) => {
    expect(parse(text)).toEqual({ ok: false, failure: { reason: 'syntax' } })
  })

  test('invalid UTF-8 within a string is replaced, outside of one refused', () => {
    const inside = new Uint8Array([
      0x7b, 0x22, 0x6b, 0x65, 0x79, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d,
    ])
    expect(parse(inside)).toEqual({ ok: true, value: { key: '\ufffd' } })
    expect(parse(new Uint8Array([0xff, 0x7b, 0x7d]))).toMatchObject({ ok: false })
  })

  test('nesting of 10,000 levels is answered, not thrown', () => {
    expect(() => parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).not.toThrow()
    expect(() => parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).not.toThrow()
  })
})
