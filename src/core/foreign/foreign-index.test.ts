import { describe, expect, test } from 'vitest'
import { utf8 } from '../bytes.ts'
import { asUnixSeconds } from '../time.ts'
import { fileUrl, lastSegment, readForeignIndex } from './foreign-index.ts'
import { compareIndex, type KnownImportFile } from './index-changes.ts'

describe('a foreign index', () => {
  test('is read line by line in its order, blank lines and spaces left out', () => {
    const read = readForeignIndex(utf8('\n v1/b.zip\r\n\n\t\nv1/a.zip \n\n'))
    expect(read).toEqual({ ok: true, value: ['v1/b.zip', 'v1/a.zip'] })
    expect(readForeignIndex(utf8('a.zip\nb.zip\na.zip'))).toEqual({
      ok: true,
      value: ['a.zip', 'b.zip'],
    })
  })

  test('may be empty', () => {
    expect(readForeignIndex(new Uint8Array())).toEqual({ ok: true, value: [] })
    expect(readForeignIndex(utf8('\n\n'))).toEqual({ ok: true, value: [] })
  })

  test('is refused by name where it is no index', () => {
    const many = Array.from({ length: 10_001 }, (_, i) => `${i}`).join('\n')
    expect(readForeignIndex(utf8(many))).toEqual({ ok: false, failure: 'too_many_lines' })
    expect(readForeignIndex(utf8('a'.repeat(501)))).toEqual({ ok: false, failure: 'line_too_long' })
    expect(readForeignIndex(new Uint8Array([0x50, 0x4b, 0xff, 0xfe]))).toEqual({
      ok: false,
      failure: 'not_text',
    })
  })
})

test.each([
  ['https://h.example', 'a.zip', 'https://h.example/a.zip'],
  ['https://h.example/', '/a.zip', 'https://h.example/a.zip'],
  ['https://h.example/root', 'a.zip', 'https://h.example/root/a.zip'],
  ['https://h.example/root/', '/a.zip', 'https://h.example/root/a.zip'],
  ['https://h.example/root/nested//', '//v1///a.zip', 'https://h.example/root/nested/v1/a.zip'],
  ['https://h.example/root?x=1#y', 'v1/a.zip', 'https://h.example/root/v1/a.zip'],
  ['https://h.example:8443/root', 'a.zip', 'https://h.example:8443/root/a.zip'],
])('below %s the line %s is at %s', (root, line, url) => {
  expect(fileUrl(root, line)).toBe(url)
})

test.each([
  '//evil.example/a.zip',
  'https://evil.example/a.zip',
  '../../../a.zip',
  '\\\\evil\\a',
  '@evil.example/a',
  'a?b#c',
])('a line leads to no other host: %s', (line) => {
  const url = new URL(fileUrl('https://h.example/root', line))
  expect([url.host, url.search, url.hash]).toEqual(['h.example', '', ''])
})

test('a file is known by the last segment of its line', () => {
  expect(['a/b/c.zip', 'c.zip', '/c.zip', 'a/'].map(lastSegment)).toEqual([
    ...['c.zip', 'c.zip', 'c.zip', ''],
  ])
})

describe('the record of files after a look into the index', () => {
  const known = (id: number, url: string, members: Partial<KnownImportFile>): KnownImportFile => ({
    id,
    url,
    status: 'open',
    discoveredAt: 100,
    completedAt: null,
    ...members,
  })
  const forgetBefore = asUnixSeconds(50)

  test('new files are discovered in the order of the index', () => {
    expect(compareIndex(['b', 'a', 'c'], [known(1, 'a', {})], forgetBefore)).toEqual({
      discovered: ['b', 'c'],
      reopened: [],
      gone: [],
      forgotten: [],
    })
  })

  test('only files that are not complete go, and those that are complete and old are forgotten', () => {
    const files = [
      known(1, 'open', {}),
      known(2, 'leased', { status: 'leased' }),
      known(3, 'new', { status: 'complete', completedAt: 60 }),
      known(4, 'old', { status: 'complete', completedAt: 40 }),
      known(5, 'gone', { status: 'gone', discoveredAt: 40 }),
      known(6, 'listed', { status: 'complete', completedAt: 1 }),
    ]
    expect(compareIndex(['listed'], files, forgetBefore)).toEqual({
      discovered: [],
      reopened: [],
      gone: [1, 2],
      forgotten: [4, 5],
    })
  })

  test('a file that comes back is open again', () => {
    const { reopened } = compareIndex(['a'], [known(1, 'a', { status: 'gone' })], forgetBefore)
    expect(reopened).toEqual([1])
  })
})
