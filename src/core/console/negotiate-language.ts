/** In which language the console speaks to a person. Pure. */

import { readAcceptLanguage } from '../report/choose-language.ts'
import { LANGUAGES, type Language } from './viewer.ts'

/** The language of ours that a tag means (BCP 47, any case); undefined where we have none. */
export function consoleLanguageOf(tag: string | undefined): Language | undefined {
  const [primary = ''] = (tag ?? '').trim().toLowerCase().split(/[-_]/)
  return LANGUAGES.find((language) => language === primary)
}

/**
 * What the person chose goes before what the browser says.
 * @param account kept with the person
 * @param cookie chosen in this browser
 * @param accepted the Accept-Language header
 * @param fallback where nothing of that is ours
 */
export function negotiateLanguage(
  account: Language | undefined,
  cookie: string | undefined,
  accepted: string | undefined,
  fallback: Language,
): Language {
  const chosen = account ?? consoleLanguageOf(cookie)
  if (chosen !== undefined) return chosen
  for (const range of readAcceptLanguage(accepted ?? '')) {
    if (range === '*') break
    const language = consoleLanguageOf(range)
    if (language !== undefined) return language
  }
  return fallback
}
