import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { parseCountriesOfInterest } from './countries-of-interest.ts'
import { checkDate } from './dates.ts'
import { makeLongCode, makeShortCode } from './make-code.ts'
import { makeUuid, parseAnyUuid, parseUuid } from './uuid.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

describe('codes', () => {
  test.each([6, 7, 8])('a short code has %i digits', (length) => {
    for (let i = 0; i < 50; i++) {
      expect(makeShortCode(length, random)).toMatch(new RegExp(`^\\d{${length}}$`))
    }
  })

  test('a long code', () => {
    expect(makeLongCode(16, random)).toMatch(/^[a-z0-9]{16}$/)
  })

  test('no digit is likelier than another: bytes of the uneven rest are not used', () => {
    const bytes = (from: number) => (length: number) =>
      new Uint8Array(Array.from({ length }, (_, index) => (from + index) % 256))
    const seen = new Map<string, number>()
    // All 256 bytes once: 250 are used, 25 for each digit.
    for (const digit of makeShortCode(250, (length) => bytes(0)(length + 6))) {
      seen.set(digit, (seen.get(digit) ?? 0) + 1)
    }
    expect([...seen.values()]).toEqual(Array(10).fill(25))
  })
})

describe('uuids', () => {
  const UUID = '5148c75c-2bc5-4874-9d1c-f9185d0e1b8a'
  test.each([UUID, UUID.toUpperCase(), UUID.replaceAll('-', ''), `{${UUID}}`, ` ${UUID}\t`])(
    '%s',
    (text) => {
      expect(parseUuid(text)).toBe(UUID)
      expect(parseAnyUuid(text)).toBe(UUID)
    },
  )

  test('a URN only where it is taken', () => {
    expect(parseUuid(`urn:uuid:${UUID}`)).toBeUndefined()
    expect(parseAnyUuid(`urn:uuid:${UUID}`)).toBe(UUID)
  })

  test.each(['', 'x', UUID.slice(1), `${UUID}0`, `{${UUID}`, UUID.replace('5', 'g'), `(${UUID})`])(
    '%s is none',
    (text) => {
      expect(parseAnyUuid(text)).toBeUndefined()
    },
  )

  test('one of ours', () => {
    expect(makeUuid(random)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })
})

describe('dates', () => {
  const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 0, 5) / 1000)
  const PAST = 672 * 3600
  test.each([
    ['2026-11-19', 0, undefined],
    ['2026-11-20', 0, 'out_of_range'],
    ['2026-11-20', -60, 'out_of_range'],
    ['2026-10-22', 0, undefined],
    ['2026-10-21', 0, 'out_of_range'],
    ['2026-10-21', -60, undefined],
    ['2026-10-21', -100_000, undefined],
    ['2026-10-21', 60, 'out_of_range'],
    ['2026-10-20', -60, 'out_of_range'],
    ['2024-02-29', 0, 'out_of_range'],
    ['1904-02-29', 0, 'out_of_range'],
    ['2026-02-29', 0, 'malformed'],
    ['2026-1-1', 0, 'malformed'],
    ['invalid', 0, 'malformed'],
    [' ', 0, 'malformed'],
    ['2026-11-19T00:00:00Z', 0, 'malformed'],
  ])('%s with an offset of %i: %s', (text, tzOffset, problem) => {
    expect(checkDate(text, PAST, tzOffset, NOW)).toBe(problem)
  })
})

describe('countries of interest', () => {
  test.each([
    [undefined, ['NL']],
    ['NL', ['NL']],
    ['NL,DE,BE,FR', ['NL', 'DE', 'BE', 'FR']],
    ['NL,DE,', ['NL', 'DE']],
    ['NL,XX', ['NL', 'XX']],
    ['NL,NL', ['NL']],
  ])('%s', (text, countries) => {
    expect(parseCountriesOfInterest(text, 'NL')).toEqual(countries)
  })

  test.each([
    'NLDE',
    'DE,BE',
    'NL,QQ',
    'nl',
    'NL, DE',
    'NL,,DE',
    ',NL',
    '',
    `NL${',DE'.repeat(85)}`,
  ])('%s is refused', (text) => {
    expect(parseCountriesOfInterest(text, 'NL')).toBeUndefined()
  })
})
