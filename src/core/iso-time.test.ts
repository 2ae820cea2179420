import { expect, test } from 'vitest'
import { formatIsoTime, parseIsoTime } from './iso-time.ts'

/** From `date -u -d @SECONDS +%FT%TZ`. */
test.each([
  [0, '1970-01-01T00:00:00Z'],
  [951_782_399, '2000-02-28T23:59:59Z'],
  [951_782_400, '2000-02-29T00:00:00Z'],
  [1_795_083_600, '2026-11-19T10:20:00Z'],
  [4_107_542_400, '2100-03-01T00:00:00Z'],
  [253_402_300_799, '9999-12-31T23:59:59Z'],
])('%d is %s, and back', (at, text) => {
  expect(formatIsoTime(at)).toBe(text)
  expect(parseIsoTime(text)).toBe(at)
})

test('every day of two centuries is the one that the language has', () => {
  for (let day = 0; day < 73_000; day++) {
    const expected = new Date(day * 86_400_000).toISOString().replace('.000Z', 'Z')
    expect(formatIsoTime(day * 86_400)).toBe(expected)
    expect(parseIsoTime(expected)).toBe(day * 86_400)
  }
})

test.each([
  ['no time of day', '2026-11-19'],
  ['an offset', '2026-11-19T10:20:00+00:00'],
  ['a fraction', '2026-11-19T10:20:00.000Z'],
  ['a day that there is not', '2026-02-29T00:00:00Z'],
  ['a month that there is not', '2026-13-01T00:00:00Z'],
  ['month nought', '2026-00-01T00:00:00Z'],
  ['an hour that there is not', '2026-11-19T24:00:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['a time before the epoch', '1969-12-31T23:59:59Z'],
  ['no text', ''],
])('%s is no instant', (_, text) => {
  expect(parseIsoTime(text)).toBeUndefined()
})
