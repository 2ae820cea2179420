import { describe, expect, test } from 'vitest'
import { type Selection, selectRepresentation } from './conditional.ts'

const ETAG = '9b2cf535f27731c974343645a3985328'
const LENGTH = 1000

const select = (headers: Record<string, string>, length = LENGTH): Selection =>
  selectRepresentation(new Headers(headers), ETAG, length)

const part = (offset: number, length: number): Selection => ({
  status: 206,
  range: { offset, length },
})
const WHOLE: Selection = { status: 200 }

describe('If-None-Match', () => {
  test.each([
    ['the tag', `"${ETAG}"`],
    ['the tag, weakened by a proxy', `W/"${ETAG}"`],
    ['a list that holds it', `"a", W/"b" , "${ETAG}"`],
    ['a list without blanks', `"a","${ETAG}"`],
    ['anything', '*'],
  ])('that names %s is answered 304, also with a range', (_what, value) => {
    expect(select({ 'if-none-match': value })).toEqual({ status: 304 })
    expect(select({ 'if-none-match': value, range: 'bytes=0-9' })).toEqual({ status: 304 })
  })

  test.each([
    ['another tag', '"a"'],
    ['the tag without quotation marks', ETAG],
    ['a part of the tag', `"${ETAG.slice(1)}"`],
    ['the tag in other letters', `"${ETAG.toUpperCase()}"`],
    ['nothing', ''],
  ])('that names %s is answered whole', (_what, value) => {
    expect(select({ 'if-none-match': value })).toEqual(WHOLE)
  })
})

describe('Range', () => {
  test.each([
    ['bytes=0-0', part(0, 1)],
    ['bytes=0-999', part(0, 1000)],
    ['bytes=10-19', part(10, 10)],
    ['bytes=990-', part(990, 10)],
    ['bytes=990-2000', part(990, 10)],
    ['bytes=999-999', part(999, 1)],
    ['bytes=-1', part(999, 1)],
    ['bytes=-1000', part(0, 1000)],
    ['bytes=-5000', part(0, 1000)],
    [`bytes=5-${'9'.repeat(40)}`, part(5, 995)],
    ['Bytes=1-2', part(1, 2)],
  ])('%s is a part', (range, expected) => {
    expect(select({ range })).toEqual(expected)
  })

  test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', `bytes=${'9'.repeat(40)}-`])(
    '%s can not be satisfied',
    (range) => {
      expect(select({ range })).toEqual({ status: 416 })
    },
  )

  test.each([
    'bytes=0-9,20-29',
    'bytes=5-4',
    'bytes=-',
    'bytes=',
    'bytes',
    '',
    'bytes=a-b',
    'bytes=0x1-2',
    'bytes=1.5-2',
    'bytes=-1-2',
    'bytes = 0-9',
    'items=0-9',
    'bytes=0-9;q=1',
  ])('"%s" is passed over', (range) => {
    expect(select({ range })).toEqual(WHOLE)
  })

  test('of an object without bytes can not be satisfied', () => {
    for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
      expect(select({ range }, 0)).toEqual({ status: 416 })
    }
  })
})

describe('If-Range', () => {
  test('lets a range count where the tag is the same', () => {
    expect(select({ range: 'bytes=0-9', 'if-range': `"${ETAG}"` })).toEqual(part(0, 10))
  })

  test.each([`W/"${ETAG}"`, '"a"', ETAG, '', 'Thu, 19 Nov 2026 10:20:00 GMT'])(
    'of %s makes the answer whole',
    (value) => {
      expect(select({ range: 'bytes=0-9', 'if-range': value })).toEqual(WHOLE)
      // Also where the range could not be satisfied: it is not looked at.
      expect(select({ range: 'bytes=5000-', 'if-range': value })).toEqual(WHOLE)
    },
  )
})
