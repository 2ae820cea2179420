import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UnixSeconds } from '../time.ts'
import {
  chooseLocale,
  directionOf,
  localeOf,
  readAcceptLanguage,
  spokenDate,
} from './choose-language.ts'
import { LOCALES, type Locale } from './locales/index.ts'

test.each<[string, readonly string[]]>([
  ['', []],
  ['de', ['de']],
  ['de;q=0.5, fr;q=0.9, en', ['en', 'fr', 'de']],
  ['de;q=0.8,fr;q=0.8', ['de', 'fr']],
  ['de;q=0, fr', ['fr']],
  ['de;q=0.000', []],
  ['de;q=2, fr;q=x, es;q=1.001, it;q=0.1234, pt;q=0.1', ['pt']],
  ['de ; Q = 0.3 , fr', ['fr', 'de']],
  ['*;q=0.1, zh-Hant-TW', ['zh-Hant-TW', '*']],
  ['<script>, de_DE, abcdefghi, fr', ['fr']],
])('Accept-Language: %s', (header, expected) => {
  expect(readAcceptLanguage(header)).toEqual(expected)
})

test('of a header without end the first fifty ranges are read', () => {
  expect(readAcceptLanguage(`${'xx,'.repeat(49)}de,fr`)).toHaveLength(50)
  expect(readAcceptLanguage(`${'xx,'.repeat(49)}de,fr`).at(-1)).toBe('de')
})

test.each<[string, Locale | undefined]>([
  ['de', 'de'],
  ['DE-at', 'de'],
  ['pt_BR', 'pt'],
  ['nb', 'no'],
  ['nn-NO', 'no'],
  ['iw', 'he'],
  ['fil', 'tl'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh_TW', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['yue', 'zh-Hant'],
  ['xx', undefined],
  ['', undefined],
  ['toString', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
])('the tag "%s"', (tag, expected) => {
  expect(localeOf(tag)).toBe(expected)
})

test('the address, then the browser, then the realm, then English', () => {
  expect(chooseLocale('fr', 'de', 'es')).toBe('fr')
  expect(chooseLocale('xx', 'de', 'es')).toBe('de')
  expect(chooseLocale(undefined, 'xx, *;q=0.5, de;q=0.1', 'es')).toBe('es')
  expect(chooseLocale(undefined, undefined, 'zh_TW')).toBe('zh-Hant')
  expect(chooseLocale(undefined, undefined, 'toString')).toBe('en')
})

test('any input gives a language of ours', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (asked, accepted, fallback) => {
      expect(Object.hasOwn(LOCALES, chooseLocale(asked, accepted, fallback))).toBe(true)
    }),
  )
})

test('four are written from the right', () => {
  const locales = Object.keys(LOCALES) as Locale[]
  expect(locales.filter((locale) => directionOf(locale) === 'rtl')).toEqual([
    'ar',
    'fa',
    'he',
    'ur',
  ])
})

test('days are those of UTC and of the calendar of the date field', () => {
  const lastSecond = 1_795_132_799 as UnixSeconds
  expect(new Date(lastSecond * 1000).toISOString()).toBe('2026-11-19T23:59:59.000Z')
  expect(spokenDate('en', lastSecond)).toBe('November 19, 2026')
  expect(spokenDate('de', lastSecond)).toBe('19. November 2026')
  // Not 1405.
  expect(spokenDate('fa', lastSecond)).toMatch(/۲۰۲۶/)
})
