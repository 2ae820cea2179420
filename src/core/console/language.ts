/** How languages of the console are called and written. Pure. */

import type { Language } from './viewer.ts'

/** What each calls itself: nobody looks for their language under a foreign name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
  pt: 'Português',
  ar: 'العربية',
}

export const textDirectionOf = (language: Language): 'ltr' | 'rtl' =>
  language === 'ar' ? 'rtl' : 'ltr'
