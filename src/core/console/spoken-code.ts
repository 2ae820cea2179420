/** Codes as they are read out. Pure. */

import { groupsOf } from './code-groups.ts'
import type { Language } from './viewer.ts'

/** From nought to nine, as numbers are told over the telephone. */
const DIGITS: Readonly<Record<Language, string>> = {
  en: 'zero one two three four five six seven eight nine',
  es: 'cero uno dos tres cuatro cinco seis siete ocho nueve',
  fr: 'zéro un deux trois quatre cinq six sept huit neuf',
  de: 'null eins zwei drei vier fünf sechs sieben acht neun',
  pt: 'zero um dois três quatro cinco seis sete oito nove',
  ar: 'صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة',
}

/** What makes a voice pause between groups. */
const pauseOf = (language: Language): string => (language === 'ar' ? '، ' : ', ')

/** @param code digits @example '48271936' → 'four eight two seven, one nine three six' */
export function spokenCode(code: string, language: Language): string {
  const words = DIGITS[language].split(' ')
  return groupsOf(code)
    .map((group) => [...group].map((digit) => words[Number(digit)] ?? digit).join(' '))
    .join(pauseOf(language))
}
