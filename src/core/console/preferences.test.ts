import { expect, test } from 'vitest'
import { isTimeZone } from './preferences.ts'

test.each(['Europe/Lisbon', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'])(
  '%s is a time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true)
  },
)

test.each(['', 'Europe/Nowhere', '+01:00', 'x'.repeat(1000), 'Europe/Lisbon\n', '<b>'])(
  '%j is none',
  (name) => {
    expect(isTimeZone(name)).toBe(false)
  },
)
