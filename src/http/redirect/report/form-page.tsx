/** The form, empty or as it was sent with what is wrong with it. Works without scripts. */

import { spokenDate } from '../../../core/report/choose-language.ts'
import { fillIn, type ReportTexts } from '../../../core/report/texts.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { PageContent } from './page.tsx'
import type { Wording } from './wording.ts'

export type FieldName = 'testDate' | 'phone' | 'agreement'

export interface FormProblem {
  /** undefined: no single field is to blame. */
  readonly field: FieldName | undefined
  readonly text: keyof ReportTexts
}

export interface FormValues {
  readonly testDate: string
  readonly phone: string
  readonly agreement: boolean
}

export const EMPTY_FORM: FormValues = { testDate: '', phone: '', agreement: false }

export interface FormOptions {
  readonly wording: Wording
  readonly values: FormValues
  readonly problems: readonly FormProblem[]
  readonly requiresDate: boolean
  readonly learnMoreUrl: string | undefined
  /** How far back a test may lie. */
  readonly pastDays: number
  readonly now: UnixSeconds
}

export function formPage(options: FormOptions): PageContent {
  const { wording, values, problems, requiresDate, learnMoreUrl } = options
  const { locale, texts, agency } = wording
  const firstDay = addSeconds(options.now, -options.pastDays * SECONDS_PER_DAY)
  const range = { first: spokenDate(locale, firstDay), last: spokenDate(locale, options.now) }
  const say = (name: keyof ReportTexts) => fillIn(texts[name], range)
  const problemOf = (field: FieldName) => problems.find((problem) => problem.field === field)
  const describe = (field: FieldName, hint: string | undefined) =>
    [hint, problemOf(field) && `${field}-error`].filter((id) => id !== undefined).join(' ')
  const FieldError = ({ field }: { field: FieldName }) => {
    const problem = problemOf(field)
    if (problem === undefined) return null
    return (
      <p class="error" id={`${field}-error`}>
        {say(problem.text)}
      </p>
    )
  }
  const children = (
    <>
      {problems.length > 0 && (
        <div class="errors" role="alert">
          <h2>{texts.errorHeading}</h2>
          <ul>
            {problems.map(({ field, text }) => (
              <li>{field === undefined ? say(text) : <a href={`#${field}`}>{say(text)}</a>}</li>
            ))}
          </ul>
        </div>
      )}
      <p>{texts.intro}</p>
      {isWebAddress(learnMoreUrl) && (
        <p>
          <a href={learnMoreUrl} rel="noreferrer">
            {texts.learnMore}
          </a>
        </p>
      )}
      <form method="post" action={`/report/issue?lang=${locale}`}>
        <div class="field">
          <label for="testDate">{texts.testDate}</label>
          <p class="hint" id="testDate-hint">
            {say('dateRange')}
          </p>
          <FieldError field="testDate" />
          <input
            id="testDate"
            name="testDate"
            type="date"
            value={values.testDate}
            min={utcDateOf(firstDay)}
            max={utcDateOf(options.now)}
            required={requiresDate}
            aria-describedby={describe('testDate', 'testDate-hint')}
            aria-invalid={problemOf('testDate') && 'true'}
          />
        </div>
        <div class="field">
          <label for="phone">{texts.phone}</label>
          <p class="hint" id="phone-hint">
            {texts.phoneHint}
          </p>
          <FieldError field="phone" />
          <input
            id="phone"
            name="phone"
            type="tel"
            value={values.phone}
            autocomplete="tel"
            maxlength={64}
            required
            aria-describedby={describe('phone', 'phone-hint')}
            aria-invalid={problemOf('phone') && 'true'}
          />
        </div>
        <div class="field">
          <FieldError field="agreement" />
          <div class="check">
            <input
              id="agreement"
              name="agreement"
              type="checkbox"
              value="true"
              checked={values.agreement}
              required
              aria-describedby={describe('agreement', undefined) || undefined}
              aria-invalid={problemOf('agreement') && 'true'}
            />
            <label for="agreement">{texts.agreement}</label>
          </div>
        </div>
        <button type="submit">{texts.submit}</button>
      </form>
    </>
  )
  return { locale, title: texts.title, agency, children }
}

const isWebAddress = (url: string | undefined): url is string =>
  url !== undefined && /^https?:\/\//.test(url)
