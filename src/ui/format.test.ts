import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../core/console/viewer.ts'
import { asUnixSeconds } from '../core/time.ts'
import { formatOf } from './format.ts'

/** 25 November 2026, 13:32 UTC. */
const AT = asUnixSeconds(Date.UTC(2026, 10, 25, 13, 32) / 1000)

/** Arabic and French set marks and narrow spaces between. */
const plain = (text: string) =>
  text.replaceAll(/[\u200e\u200f\u061c]/g, '').replaceAll(/[\u00a0\u202f]/g, ' ')

describe('dates and times', () => {
  test('are in the zone of the person, which is named', () => {
    expect(plain(formatOf('en', 'Europe/Berlin').dateTime(AT))).toMatch(
      /^25 November 2026 at 14:32 (CET|GMT\+1)$/,
    )
    expect(plain(formatOf('de', 'America/New_York').dateTime(AT))).toMatch(
      /^25\. November 2026 um 08:32 GMT-5$/,
    )
  })

  test.each(LANGUAGES)(
    '%s: no date is written in digits alone, and all digits are Latin',
    (language) => {
      const format = formatOf(language, 'Asia/Tehran')
      for (const text of [format.date(AT), format.day(AT), format.dateTime(AT)])
        expect(plain(text)).toMatch(/\p{L}{3,}/u)
      for (const text of [format.date(AT), format.time(AT), format.dateTime(AT), format.number(48)])
        expect(text).not.toMatch(/[٠-٩۰-۹]/)
      expect(format.date(AT)).toContain('2026')
    },
  )

  test('are in UTC where nobody knows the zone', () => {
    for (const zone of ['', 'Mars/Olympus', '<b>'])
      expect(plain(formatOf('en', zone).time(AT))).toBe('13:32')
  })

  test('names are joined as a language joins them', () => {
    expect(formatOf('en', 'UTC').anyOf(['Ana Ruiz', 'Jo Lind'])).toBe('Ana Ruiz or Jo Lind')
    expect(formatOf('de', 'UTC').anyOf(['Ana', 'Jo', 'Eva'])).toBe('Ana, Jo oder Eva')
  })
})
