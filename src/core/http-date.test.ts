import { expect, test } from 'vitest'
import { rfc1123 } from './http-date.ts'
import { asUnixSeconds } from './time.ts'

test.each([
  [1594934064, 'Thu, 16 Jul 2020 21:14:24 UTC'],
  [0, 'Thu, 01 Jan 1970 00:00:00 UTC'],
  [951782399, 'Mon, 28 Feb 2000 23:59:59 UTC'],
])('%i is %s', (at, text) => {
  expect(rfc1123(asUnixSeconds(at))).toBe(text)
})

test('as the language writes it, but for the zone', () => {
  for (let at = 0; at < 4e9; at += 98_765_431) {
    expect(rfc1123(asUnixSeconds(at))).toBe(new Date(at * 1000).toUTCString().replace('GMT', 'UTC'))
  }
})
