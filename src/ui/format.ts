/**
 * Dates, times and numbers in a person's language and zone. Digits are Latin in all six languages and the calendar is
 * Gregorian: what is read out over the telephone has one form.
 */

import type { Language } from '../core/console/viewer.ts'
import type { UnixSeconds } from '../core/time.ts'

export interface Format {
  readonly timeZone: string
  /** @example '25 November 2026' */
  date(at: UnixSeconds): string
  /** With weekday and without year, for days close by. @example 'Wednesday 25 November' */
  day(at: UnixSeconds): string
  /** Below a chart. @example '25 Nov' */
  shortDay(at: UnixSeconds): string
  /** @example '14:32' */
  time(at: UnixSeconds): string
  /** With the zone named. @example '25 November 2026 at 14:32 CET' */
  dateTime(at: UnixSeconds): string
  number(value: number): string
  /** @example 'Ana Ruiz or Jo Lind' */
  anyOf(names: readonly string[]): string
}

const EXTENSION = '-u-nu-latn-ca-gregory'

/** A day first, as nearly all that are not in the United States expect. */
const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  es: 'es',
  fr: 'fr',
  de: 'de',
  pt: 'pt',
  ar: 'ar',
}

/** @param timeZone IANA name; one that is unknown is UTC */
export function formatOf(language: Language, timeZone: string): Format {
  const locale = LOCALES[language] + EXTENSION
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC'
  const write = (at: UnixSeconds, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at * 1000)
  return {
    timeZone: zone,
    date: (at) => write(at, { dateStyle: 'long' }),
    day: (at) => write(at, { weekday: 'long', day: 'numeric', month: 'long' }),
    shortDay: (at) => write(at, { day: 'numeric', month: 'short' }),
    time: (at) => write(at, { timeStyle: 'short' }),
    dateTime: (at) =>
      write(at, {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZoneName: 'short',
      }),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    anyOf: (names) => new Intl.ListFormat(locale, { type: 'disjunction' }).format(names),
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
