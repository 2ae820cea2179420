/** All words of the console in one language. English is the type; what another language lacks is shown in English. */

import type { Language } from '../../core/console/viewer.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { type Copy, en } from './en.ts'
import { es } from './es.ts'
import type { FlashText } from './flash-text.ts'
import { fr } from './fr.ts'
import { pt } from './pt.ts'

export type { Copy } from './en.ts'
export type { FlashText } from './flash-text.ts'

type AreaWithFlash = {
  [A in keyof Copy]: Copy[A] extends { readonly flash: object } ? A : never
}[keyof Copy]

/** `area.name`, of an area's `flash`. */
export type FlashKey = {
  [A in AreaWithFlash]: `${A}.${keyof Copy[A]['flash'] & string}`
}[AreaWithFlash]

const COPIES: Readonly<Record<Language, Copy>> = {
  en,
  es: { ...en, ...es },
  fr: { ...en, ...fr },
  de: { ...en, ...de },
  pt: { ...en, ...pt },
  ar: { ...en, ...ar },
}

export const copyOf = (language: Language): Copy => COPIES[language]

interface Area {
  readonly flash?: Readonly<Record<string, FlashText>>
  readonly [name: string]: unknown
}

/** @returns undefined for what is no key */
export function flashTextOf(copy: Copy, key: string): FlashText | undefined {
  const [area = '', name = ''] = key.split('.')
  const areas: Readonly<Record<string, Area>> = copy
  const texts = Object.hasOwn(areas, area) ? areas[area]?.flash : undefined
  return texts !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined
}
