/** What a page says: our texts of its language, with the realm's own in their place. */

import type { Realm } from '../../../core/realms/settings.ts'
import { baseLanguage } from '../../../core/report/choose-language.ts'
import { LOCALES, type Locale } from '../../../core/report/locales/index.ts'
import type { ReportTexts } from '../../../core/report/texts.ts'
import type { RealmText } from '../../../db/verification/queries/realm-texts.ts'
import type { Agency } from './page.tsx'

export interface Wording {
  readonly locale: Locale
  readonly texts: ReportTexts
  readonly agency: Agency
}

/** Names in the feed of apps, by the text that they stand for. */
const OWN_TEXTS = {
  intro: 'webReportIntroMessage',
  testDate: 'webReportDateMessage',
  phone: 'webReportPhoneNumberMessage',
  success: 'webReportSuccessMessage',
} as const satisfies Partial<Record<keyof ReportTexts, string>>

const AGENCY_NAME = 'agencyDisplayName'

/** @param own the realm's texts of all its languages */
export function wordingOf(realm: Realm, own: readonly RealmText[], locale: Locale): Wording {
  const { agencyColor, agencyImage, defaultLocale } = realm.settings
  const find = (messageId: string, language: string) =>
    own.find((text) => text.messageId === messageId && text.language === baseLanguage(language))
      ?.message
  const texts = { ...LOCALES[locale] }
  for (const [name, messageId] of Object.entries(OWN_TEXTS) as [keyof typeof OWN_TEXTS, string][]) {
    const message = find(messageId, locale)
    if (message !== undefined && message.trim() !== '') texts[name] = message
  }
  // A name is better than none in whatever language; a page in two languages is not.
  const name = find(AGENCY_NAME, locale) ?? find(AGENCY_NAME, defaultLocale) ?? realm.name
  return { locale, texts, agency: { name, color: agencyColor, image: agencyImage } }
}
