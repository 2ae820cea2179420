/** How somebody wants the console to look. Pure. */

import type { Language, Theme } from './viewer.ts'

export interface Preferences {
  /** undefined: as the browser wishes; the same of the next two. */
  readonly language: Language | undefined
  readonly theme: Theme | undefined
  readonly timeZone: string | undefined
}

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
