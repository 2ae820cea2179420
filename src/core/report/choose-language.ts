/** In which language a page speaks: what the address asks for, what the browser accepts, what the realm has. Pure. */

import type { UnixSeconds } from '../time.ts'
import { LOCALES, type Locale } from './locales/index.ts'

/** More than any browser sends; what is behind them is not read. */
const MAX_RANGES = 50

/**
 * Language ranges of an Accept-Language header, the most wanted first; of equals the first. Refused ones (q=0) are left out.
 * Source: RFC 9110 §12.5.4.
 */
export function readAcceptLanguage(header: string): readonly string[] {
  const ranges: { readonly range: string; readonly quality: number }[] = []
  for (const part of header.split(',').slice(0, MAX_RANGES)) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    if (!/^(\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$/.test(range)) continue
    const quality = qualityOf(parameters)
    if (quality > 0) ranges.push({ range, quality })
  }
  return ranges.toSorted((a, b) => b.quality - a.quality).map(({ range }) => range)
}

/** 1 where none is given; 0 where it can't be read, since its sender did not mean "above all". */
function qualityOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => /^q\s*=/i.test(parameter))
  if (text === undefined) return 1
  const value = text.slice(text.indexOf('=') + 1).trim()
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(value) ? Number(value) : 0
}

/** What is one language under two names, or under the name of its whole. */
const OTHER_NAMES: Readonly<Record<string, Locale>> = {
  nb: 'no',
  nn: 'no',
  iw: 'he',
  fil: 'tl',
  prs: 'fa',
  cmn: 'zh-Hans',
  yue: 'zh-Hant',
}

const TRADITIONAL = /-(hant|tw|hk|mo)(-|$)/

/** The language of ours that a tag means; undefined where we have none. */
export function localeOf(tag: string): Locale | undefined {
  const folded = tag.trim().replaceAll('_', '-').toLowerCase()
  const [primary = ''] = folded.split('-')
  if (primary === 'zh') return TRADITIONAL.test(folded) ? 'zh-Hant' : 'zh-Hans'
  const known = Object.keys(LOCALES).find((locale): locale is Locale => locale === primary)
  return known ?? (Object.hasOwn(OTHER_NAMES, primary) ? OTHER_NAMES[primary] : undefined)
}

/**
 * @param asked the `lang` parameter of the address; undefined where there is none
 * @param accepted the Accept-Language header
 * @param fallback the realm's own
 */
export function chooseLocale(
  asked: string | undefined,
  accepted: string | undefined,
  fallback: string,
): Locale {
  const wanted = asked === undefined ? undefined : localeOf(asked)
  if (wanted !== undefined) return wanted
  for (const range of readAcceptLanguage(accepted ?? '')) {
    if (range === '*') break
    const locale = localeOf(range)
    if (locale !== undefined) return locale
  }
  return localeOf(fallback) ?? 'en'
}

const RIGHT_TO_LEFT: readonly Locale[] = ['ar', 'fa', 'he', 'ur']

export const directionOf = (locale: Locale): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.includes(locale) ? 'rtl' : 'ltr'

/** Two letters, as realms' own texts are kept. */
export const baseLanguage = (locale: string): string => locale.slice(0, 2).toLowerCase()

/** The UTC date of an instant as people of a language write it, in the calendar of the date field. */
export const spokenDate = (locale: Locale, at: UnixSeconds): string =>
  new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { dateStyle: 'long', timeZone: 'UTC' }).format(
    at * 1000,
  )
