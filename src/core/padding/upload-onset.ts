/**
 * What an upload said of the onset, as its shape carries it: the form in which its keys are stored, and the day that they are
 * counted from. The forms of national apps reach files as other days, or as none, so synthetic keys need them too. Pure.
 */

import { onsetOfRisk } from '../layouts/corona-warn-app/risk-of-onset.ts'
import {
  ASYMPTOMATIC,
  MAX_EXACT_DAYS,
  MIN_EXACT_DAYS,
  NO_INFORMATION,
  ONSET_UNKNOWN,
  onsetMeaning,
} from '../layouts/onset-code.ts'
import type { SymptomOnset } from '../publish/symptom-onset.ts'
import { type DiagnosisKey, FILLED_IN, MAX_DAYS_SINCE_ONSET } from '../temporary-exposure-key.ts'
import { type UnixSeconds, utcDayOf, utcDayOfInterval } from '../time.ts'

/**
 * Forms beside that of the key server's own protocol, as a letter: `t` no symptoms, days since a test; `u` symptoms, but not
 * since when; `n` nothing said; `e` exact days that protocol does not take; `c` a code made of each key's risk; `r7` a range
 * of seven days, or of another number.
 */
export type OnsetForm = 't' | 'u' | 'n' | 'e' | 'c' | `r${number}`

export interface UploadOnset {
  /** Days before the upload: of the onset, of the test, or of what else a form counts from. undefined where there is no such day. */
  readonly onsetDaysAgo: number | undefined
  /** undefined: a reported day, or the default where there is none. */
  readonly onsetForm?: OnsetForm | undefined
}

const FROM_RISK = 'c'
const NONE = '-'
const TEXT = /^(?:-|(\d+)|c|([tune]|r\d+:)(-?\d+))$/

/** @example '-', '3', 't2', 'n0', 'r7:1', 'c' */
export function formatOnset({ onsetDaysAgo, onsetForm }: UploadOnset): string {
  if (onsetDaysAgo === undefined) return onsetForm ?? NONE
  return `${onsetForm ?? ''}${onsetForm?.startsWith('r') ? ':' : ''}${onsetDaysAgo}`
}

/** @returns undefined where the text is not that of an onset */
export function parseOnset(text: string): UploadOnset | undefined {
  const match = TEXT.exec(text)
  if (match === null) return undefined
  if (text === NONE) return { onsetDaysAgo: undefined }
  if (text === FROM_RISK) return { onsetDaysAgo: undefined, onsetForm: FROM_RISK }
  const [, reported, form, days] = match
  return form === undefined
    ? { onsetDaysAgo: Number(reported) }
    : { onsetDaysAgo: Number(days), onsetForm: form.replace(':', '') as OnsetForm }
}

/** The form that most of the keys with one have: phones use one for all keys of an upload. */
export function readOnset(
  keys: readonly DiagnosisKey[],
  onset: SymptomOnset,
  now: UnixSeconds,
): UploadOnset {
  const counts = new Map<string, number>()
  for (const key of keys) {
    const form = formOf(key, now)
    if (form === undefined) continue
    const text = formatOnset(form)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  // Of equally many the first by name, so that a shape has one text.
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const coded = most && parseOnset(most[0])
  return coded ?? { onsetDaysAgo: onset.isDefault ? undefined : utcDayOf(now) - onset.day }
}

/** @returns undefined for a key that is stored as the key server's own protocol stores it */
function formOf(key: DiagnosisKey, now: UnixSeconds): UploadOnset | undefined {
  const { daysSinceOnsetOfSymptoms: code, filledIn } = key
  const meaning = code === undefined ? undefined : onsetMeaning(code)
  if (meaning === undefined) return undefined
  const age = ageOf(key, now)
  if ((filledIn & FILLED_IN.onset) !== 0) {
    return meaning.kind === 'no_information'
      ? { onsetDaysAgo: undefined, onsetForm: FROM_RISK }
      : undefined
  }
  switch (meaning.kind) {
    case 'exact':
      return Math.abs(meaning.days) > MAX_DAYS_SINCE_ONSET
        ? { onsetDaysAgo: meaning.days + age, onsetForm: 'e' }
        : undefined
    case 'asymptomatic':
      return { onsetDaysAgo: meaning.days + age, onsetForm: 't' }
    case 'onset_unknown':
      return { onsetDaysAgo: meaning.sinceSubmission + age, onsetForm: 'u' }
    case 'no_information':
      return { onsetDaysAgo: meaning.sinceSubmission + age, onsetForm: 'n' }
    case 'range':
      return { onsetDaysAgo: meaning.latest + age, onsetForm: `r${meaning.length}` }
  }
}

const ageOf = (key: Pick<DiagnosisKey, 'rollingStartIntervalNumber'>, now: UnixSeconds): number =>
  utcDayOf(now) - utcDayOfInterval(key.rollingStartIntervalNumber)

/** Fields of a key of an upload at `now` whose onset has a form of its own. */
export function withOnset(
  key: DiagnosisKey,
  { onsetDaysAgo = 0 }: UploadOnset,
  form: OnsetForm,
  now: UnixSeconds,
): DiagnosisKey {
  const filledIn = key.filledIn & ~FILLED_IN.onset
  return {
    ...key,
    daysSinceOnsetOfSymptoms: codeOf(form, onsetDaysAgo - ageOf(key, now), key),
    filledIn: form === FROM_RISK ? filledIn | FILLED_IN.onset : filledIn,
  }
}

const MAX_RISK = 8

/** @param days from what the form counts from to the key's day */
function codeOf(
  form: OnsetForm,
  days: number,
  { transmissionRiskLevel: risk }: DiagnosisKey,
): number {
  const exact = Math.min(MAX_EXACT_DAYS, Math.max(MIN_EXACT_DAYS, days))
  switch (form) {
    case 'e':
      return exact
    case 't':
      return ASYMPTOMATIC + exact
    case 'u':
      return ONSET_UNKNOWN + Math.min(0, exact)
    case 'n':
      return NO_INFORMATION + Math.min(0, exact)
    case FROM_RISK:
      return onsetOfRisk(Math.min(MAX_RISK, Math.max(1, risk)))
    default:
      return 100 * Number(form.slice(1)) + exact
  }
}

/** Onsets of a form that a phone may send, as texts. */
export function onsetsOfForm(form: OnsetForm): readonly string[] {
  if (form === FROM_RISK) return [FROM_RISK]
  if (form === 'u' || form === 'n') return [`${form}0`]
  const [from, to] = form === 'e' ? [MAX_DAYS_SINCE_ONSET + 1, MAX_EXACT_DAYS] : [0, 14]
  return Array.from({ length: to - from + 1 }, (_, i) =>
    formatOnset({ onsetDaysAgo: from + i, onsetForm: form }),
  )
}
