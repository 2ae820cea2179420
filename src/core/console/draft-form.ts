/** The form that a code is asked for with: what was typed, what is wrong with it, and the draft that it makes. Pure. */

import { parseCountriesOfInterest } from '../codes/countries-of-interest.ts'
import { checkDate } from '../codes/dates.ts'
import type { IssueDraft } from '../codes/issue-draft.ts'
import { type PhoneProblem, phoneProblemOf } from '../codes/phone-number.ts'
import { parseTestType, type TestType } from '../codes/test-type.ts'
import { DEFAULT_SMS_LABEL, type Realm } from '../realms/settings.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../time.ts'

/** Days that have a choice of their own: today and the three before it. */
export const NEAR_DAYS: readonly string[] = ['0', '1', '2', '3']

/** A day as it is chosen: one of the near ones, another that is written down, or none. */
export interface DayChoice {
  /** '0' to '3' days ago, 'other', 'none', or '' where nothing was chosen. */
  readonly choice: string
  /** "2026-11-19"; looked at with 'other' only. */
  readonly date: string
}

/** As received; '' for what was not sent. */
export interface DraftForm {
  readonly testType: string
  readonly test: DayChoice
  readonly symptoms: DayChoice
  readonly phone: string
  readonly template: string
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[]
}

export type DraftProblem =
  | { readonly field: 'type'; readonly reason: 'missing' | 'not_offered' }
  | { readonly field: 'test'; readonly reason: 'missing_date' }
  | { readonly field: 'test' | 'symptoms'; readonly reason: 'malformed_date' }
  | {
      readonly field: 'test' | 'symptoms'
      readonly reason: 'old_date' | 'future_date'
      readonly date: string
    }
  | { readonly field: 'phone'; readonly reason: 'missing' | 'no_provider' | PhoneProblem }
  | { readonly field: 'template'; readonly reason: 'unknown' }
  | { readonly field: 'countries'; readonly reason: 'refused' }

export interface FormRules {
  /** How far back dates are taken. */
  readonly pastSeconds: number
  /** @returns E.164 */
  readonly parsePhone: (text: string, country: string) => string | undefined
  readonly hasSmsProvider: (realm: Realm) => boolean
}

/** Types that may be issued by hand. */
export const offeredTypes = ({ settings }: Realm): readonly TestType[] =>
  settings.allowedTestTypes.filter(
    (type) => type !== 'user-report' || settings.allowAdminUserReport,
  )

/** Labels of templates, the default first. That of user reports is chosen by the type. */
export const offeredTemplates = ({ settings }: Realm): readonly string[] => [
  DEFAULT_SMS_LABEL,
  ...Object.keys(settings.smsTemplateAlternates).filter((label) => label !== DEFAULT_SMS_LABEL),
]

/** All that is wrong, in the order of the fields. */
export function problemsOf(
  realm: Realm,
  form: DraftForm,
  rules: FormRules,
  now: UnixSeconds,
): readonly DraftProblem[] {
  const draft = draftOf(realm, form, now)
  return [
    ...typeProblems(realm, draft.testType),
    ...missingDate(realm, form, now),
    ...dateProblems('test', form.test, rules, now),
    ...dateProblems('symptoms', form.symptoms, rules, now),
    ...phoneProblems(realm, draft, rules),
    ...(offeredTemplates(realm).includes(form.template) || form.template === ''
      ? []
      : [{ field: 'template', reason: 'unknown' } as const]),
    ...countryProblems(realm, draft.countriesOfInterest),
  ]
}

/** The draft, well formed or not. */
export function draftOf(realm: Realm, form: DraftForm, now: UnixSeconds): IssueDraft {
  const offered = offeredTypes(realm)
  const asked = realm.settings.countriesOfInterest
  return {
    // Where there is but one nobody is asked.
    testType: form.testType === '' && offered.length === 1 ? (offered[0] ?? '') : form.testType,
    testDate: dateOf(form.test, now),
    symptomDate: dateOf(form.symptoms, now),
    // Dates are UTC days, and the form says so.
    tzOffset: 0,
    phone: form.phone.trim(),
    smsTemplateLabel: form.template,
    uuid: '',
    externalIssuerId: '',
    onlyGenerateSms: false,
    countriesOfInterest: asked && [...new Set([asked.ownCountry, ...form.countries])].join(','),
    nonce: undefined,
  }
}

/** Whoever writes a date and chooses nothing means that date. @returns '' for none */
export function dateOf({ choice, date }: DayChoice, now: UnixSeconds): string {
  if (choice === 'other' || choice === '') return date.trim()
  const days = NEAR_DAYS.indexOf(choice)
  return days < 0 ? '' : utcDateOf(addSeconds(now, -days * SECONDS_PER_DAY))
}

function typeProblems(realm: Realm, text: string): readonly DraftProblem[] {
  if (text === '') return [{ field: 'type', reason: 'missing' }]
  const type = parseTestType(text)
  const isOffered = type !== undefined && offeredTypes(realm).includes(type)
  return isOffered ? [] : [{ field: 'type', reason: 'not_offered' }]
}

/** Another day that is not written down is told of as such, and not as no day at all. */
function missingDate(
  { settings }: Realm,
  { test, symptoms }: DraftForm,
  now: UnixSeconds,
): readonly DraftProblem[] {
  const isGiven = [test, symptoms].some((day) => day.choice === 'other' || dateOf(day, now) !== '')
  return settings.requireDate && !isGiven ? [{ field: 'test', reason: 'missing_date' }] : []
}

function dateProblems(
  field: 'test' | 'symptoms',
  day: DayChoice,
  { pastSeconds }: FormRules,
  now: UnixSeconds,
): readonly DraftProblem[] {
  const date = dateOf(day, now)
  if (date === '' && day.choice !== 'other') return []
  const problem = checkDate(date, pastSeconds, 0, now)
  if (problem === undefined) return []
  if (problem === 'malformed') return [{ field, reason: 'malformed_date' }]
  return [{ field, reason: date > utcDateOf(now) ? 'future_date' : 'old_date', date }]
}

function phoneProblems(
  realm: Realm,
  { phone, testType }: IssueDraft,
  { parsePhone, hasSmsProvider }: FormRules,
): readonly DraftProblem[] {
  if (phone === '') {
    const isReport = parseTestType(testType) === 'user-report'
    const isMissing = isReport && offeredTypes(realm).includes('user-report')
    return isMissing ? [{ field: 'phone', reason: 'missing' }] : []
  }
  if (!hasSmsProvider(realm)) return [{ field: 'phone', reason: 'no_provider' }]
  const isNumber = parsePhone(phone, realm.settings.smsCountry) !== undefined
  if (isNumber) return []
  return [{ field: 'phone', reason: phoneProblemOf(phone, realm.settings.smsCountry) }]
}

function countryProblems({ settings }: Realm, countries: string | undefined) {
  const asked = settings.countriesOfInterest
  if (asked === undefined || parseCountriesOfInterest(countries, asked.ownCountry)) return []
  return [{ field: 'countries', reason: 'refused' } as const]
}
