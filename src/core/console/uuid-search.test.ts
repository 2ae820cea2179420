import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseUuidSearch } from './uuid-search.ts'

const UUID = '5148c75c-2bc5-4874-9d1c-f9185d0e1b8a'

describe('a whole reference', () => {
  test.each([
    UUID,
    UUID.toUpperCase(),
    ` ${UUID} `,
    `{${UUID}}`,
    UUID.replaceAll('-', ''),
    `urn:uuid:${UUID}`,
    `URN:UUID:${UUID}`,
    '5148c75c 2bc5 4874 9d1c f9185d0e1b8a',
    '5148-c75c-2bc5-4874-9d1c-f918-5d0e-1b8a',
  ])('%s', (text) => {
    expect(parseUuidSearch(text)).toEqual({ kind: 'whole', uuid: UUID })
  })
})

describe('how one begins', () => {
  test.each([
    ['5148c75c', '5148c75c'],
    ['5148C75C-', '5148c75c'],
    ['5148c75c2', '5148c75c-2'],
    ['5148c75c-2bc5-4874-9', '5148c75c-2bc5-4874-9'],
    ['{5148c75c', '5148c75c'],
  ])('%s', (text, prefix) => {
    expect(parseUuidSearch(text)).toEqual({ kind: 'beginning', prefix })
  })

  test('is the beginning of the dashed form, wherever it is cut off', () => {
    const whole = fc.uuid()
    fc.assert(
      fc.property(whole, fc.integer({ min: 8, max: 31 }), (uuid, length) => {
        const search = parseUuidSearch(uuid.replaceAll('-', '').slice(0, length))
        if (search.kind !== 'beginning') throw new Error(search.kind)
        expect(uuid.startsWith(search.prefix)).toBe(true)
        expect(search.prefix.replaceAll('-', '').length).toBe(length)
      }),
    )
  })
})

test.each([
  ['', 'too_short'],
  ['5148c75', 'too_short'],
  ['5148c75g', 'none'],
  ['%', 'none'],
  [`${UUID}0`, 'none'],
  ['٥١٤٨٥١٤٨', 'none'],
])('%s finds nothing', (text, kind) => {
  expect(parseUuidSearch(text)).toEqual({ kind })
})
