import { describe, expect, test } from 'vitest'
import { utf8 } from '../../bytes.ts'
import { parseJson, readEntries, readJsonIndex } from './json-index.ts'

const isText = (value: unknown): value is string => typeof value === 'string' && value.length < 9

const rulesOf = (text: string) => readJsonIndex(utf8(text), isText).problems.map(({ rule }) => rule)

describe('an index that is JSON', () => {
  test('is a list in ascending order without a blank', () => {
    expect(readJsonIndex(utf8('["a","b"]'), isText)).toEqual({ entries: ['a', 'b'], problems: [] })
    expect(rulesOf('[]')).toEqual([])
  })
  test.each([
    ['["b","a"]', ['index-form']],
    ['["a", "b"]', ['index-form']],
    ['["a"]\n', ['index-form']],
    ['["\\u0061"]', ['index-form']],
    ['["a","a"]', ['index-duplicate-name']],
    ['["a",1]', ['index-invalid']],
    ['["a",null,{}]', ['index-invalid', 'index-invalid']],
    ['{"a":1}', ['index-invalid']],
    ['["a"', ['index-invalid']],
    ['', ['index-invalid']],
    ['\uFEFF["a"]', ['index-invalid']],
  ])('%j breaks %j', (text, rules) => {
    expect(rulesOf(text)).toEqual(rules)
  })
  test('is not read where it is not UTF-8, too long, or has too many entries', () => {
    expect(parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toBeUndefined()
    const long = JSON.stringify('a'.repeat(1024 * 1024 - 2))
    expect(parseJson(utf8(long))).toBe('a'.repeat(1024 * 1024 - 2))
    expect(parseJson(utf8(`${long} `))).toBeUndefined()
    const entries = Array.from({ length: 20_001 }, (_, i) => String(i))
    expect(readEntries(entries, isText).entries).toBeUndefined()
    expect(readEntries(entries.slice(1), isText).entries).toHaveLength(20_000)
  })
  test('gives no entry of another form, which could become an address', () => {
    expect(readEntries(['../../etc', 'a'], isText)).toMatchObject({ entries: ['a'] })
  })
})
