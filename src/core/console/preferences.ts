/** How somebody wants the console to look. Pure. */

import { LANGUAGES, type Language, THEMES, type Theme } from './viewer.ts'

export interface Preferences {
  /** undefined: as the browser wishes; the same of the next two. */
  readonly language: Language | undefined
  readonly theme: Theme | undefined
  readonly timeZone: string | undefined
}

export const isLanguage = (text: string): text is Language =>
  LANGUAGES.some((language) => language === text)

export const isTheme = (text: string): text is Theme => THEMES.some((theme) => theme === text)

/** Whether this runtime can show times in it. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+_/-]{0,63}$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    // There is no other way to ask.
    return false
  }
}
