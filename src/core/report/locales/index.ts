/** The languages of the report page, by their BCP 47 tags. */

import type { ReportTexts } from '../texts.ts'
import { texts as ar } from './ar.ts'
import { texts as bg } from './bg.ts'
import { texts as cs } from './cs.ts'
import { texts as da } from './da.ts'
import { texts as de } from './de.ts'
import { texts as el } from './el.ts'
import { texts as en } from './en.ts'
import { texts as es } from './es.ts'
import { texts as et } from './et.ts'
import { texts as fa } from './fa.ts'
import { texts as fi } from './fi.ts'
import { texts as fr } from './fr.ts'
import { texts as he } from './he.ts'
import { texts as hi } from './hi.ts'
import { texts as hr } from './hr.ts'
import { texts as hu } from './hu.ts'
import { texts as it } from './it.ts'
import { texts as ja } from './ja.ts'
import { texts as ko } from './ko.ts'
import { texts as lt } from './lt.ts'
import { texts as lv } from './lv.ts'
import { texts as nl } from './nl.ts'
import { texts as no } from './no.ts'
import { texts as pl } from './pl.ts'
import { texts as pt } from './pt.ts'
import { texts as ro } from './ro.ts'
import { texts as ru } from './ru.ts'
import { texts as sk } from './sk.ts'
import { texts as sl } from './sl.ts'
import { texts as somali } from './so.ts'
import { texts as sv } from './sv.ts'
import { texts as tl } from './tl.ts'
import { texts as tr } from './tr.ts'
import { texts as uk } from './uk.ts'
import { texts as ur } from './ur.ts'
import { texts as vi } from './vi.ts'
import { texts as zhHans } from './zh-hans.ts'
import { texts as zhHant } from './zh-hant.ts'

export const LOCALES = {
  ar,
  bg,
  cs,
  da,
  de,
  el,
  en,
  es,
  et,
  fa,
  fi,
  fr,
  he,
  hi,
  hr,
  hu,
  it,
  ja,
  ko,
  lt,
  lv,
  nl,
  no,
  pl,
  pt,
  ro,
  ru,
  sk,
  sl,
  so: somali,
  sv,
  tl,
  tr,
  uk,
  ur,
  vi,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
} as const satisfies Readonly<Record<string, ReportTexts>>

export type Locale = keyof typeof LOCALES
