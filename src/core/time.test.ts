import { expect, test } from 'vitest'
import { asUnixSeconds, utcDateOf } from './time.ts'

test.each([
  [0, '1970-01-01'],
  [951_782_399, '2000-02-28'],
  [951_782_400, '2000-02-29'],
  [951_868_800, '2000-03-01'],
  [1_795_046_399, '2026-11-18'],
  [1_795_046_400, '2026-11-19'],
  [4_107_542_399, '2100-02-28'],
  [4_107_542_400, '2100-03-01'],
])('second %i is in the UTC day %s', (at, date) => {
  expect(utcDateOf(asUnixSeconds(at))).toBe(date)
})
