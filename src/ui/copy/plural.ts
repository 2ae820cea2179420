/** Sentences that depend on a number. Each language must give every form that it has: a missing one does not compile. */

import type { Language } from '../../core/console/viewer.ts'

/** Forms of CLDR for whole numbers. */
export interface PluralForms {
  en: 'one' | 'other'
  de: 'one' | 'other'
  es: 'one' | 'many' | 'other'
  fr: 'one' | 'many' | 'other'
  pt: 'one' | 'many' | 'other'
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
}

/** @returns chooses the form of a number, and puts the number in where the form has `#` */
export function pluralOf<L extends Language>(language: L) {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(`${language}-u-nu-latn`)
  return (count: number, forms: Readonly<Record<PluralForms[L], string>>): string => {
    const texts: Readonly<Partial<Record<string, string>>> = forms
    return (texts[rules.select(count)] ?? texts['other'] ?? '').replaceAll(
      '#',
      numbers.format(count),
    )
  }
}
