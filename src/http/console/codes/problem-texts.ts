/** What is wrong with a form that asks for a code, in words, each with its field. */

import type { DraftForm, DraftProblem } from '../../../core/console/draft-form.ts'
import { parseIsoTime } from '../../../core/iso-time.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import type { ByHandFailure } from '../../../flows/console/issue-by-hand.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { formatOf } from '../../../ui/format.ts'
import type { ConsoleContext } from '../context.ts'

type Status = 422 | 500

const MAX_ECHO = 40

export function textOf(
  c: ConsoleContext,
  realm: Realm,
  form: DraftForm,
  problem: DraftProblem,
): FieldError {
  const { problems } = c.get('copy').codes
  const { field } = problem
  switch (problem.reason) {
    case 'missing':
      return { field, text: problem.field === 'type' ? problems.noType : problems.noPhone }
    case 'not_offered':
      return { field, text: problems.typeNotOffered }
    case 'missing_date':
      return { field, text: problems.noDate }
    case 'malformed_date':
      return { field, text: problems.unreadableDate }
    case 'old_date':
      return { field, text: problems.oldDate(dayOf(c, problem.date), pastDaysOf(c)) }
    case 'future_date':
      return { field, text: problems.futureDate(dayOf(c, problem.date)) }
    case 'no_provider':
      return { field, text: problems.noTexts }
    case 'unknown':
      return { field, text: problems.unknownTemplate }
    case 'refused':
      return { field, text: problems.countries }
    default: {
      const say = {
        too_short: problems.phoneTooShort,
        too_long: problems.phoneTooLong,
        not_a_number: problems.notAPhone,
      }[problem.reason]
      const typed = form.phone.trim().slice(0, MAX_ECHO)
      return { field, text: say(typed, countryName(c, realm.settings.smsCountry)) }
    }
  }
}

/** What the form's own checks could not know. */
export function failureTextOf(
  c: ConsoleContext,
  { reason }: Pick<ByHandFailure, 'reason'>,
): { readonly error: FieldError; readonly status: Status } {
  const { problems } = c.get('copy').codes
  const ours = (text: string) => ({ error: { field: undefined, text }, status: 500 }) as const
  const theirs = (field: string, text: string) => ({ error: { field, text }, status: 422 }) as const
  switch (reason) {
    case 'phone_known':
      return theirs('phone', problems.phoneKnown)
    case 'missing_phone':
      return theirs('phone', problems.noPhone)
    case 'sms_failure':
    case 'no_sms_key':
    case 'text_not_generated':
      return ours(problems.textNotMade)
    default:
      return ours(problems.failed)
  }
}

export const pastDaysOf = (c: ConsoleContext): number =>
  Math.floor(c.get('deps').codes.issue.pastSeconds / 86_400)

/** @param code ISO 3166-1 alpha-2 in any case */
export function countryName(c: ConsoleContext, code: string): string {
  const names = new Intl.DisplayNames(c.get('language'), { type: 'region' })
  return names.of(code.toUpperCase()) ?? code
}

/** @param date "2026-11-19" */
function dayOf(c: ConsoleContext, date: string): string {
  const at = parseIsoTime(`${date}T00:00:00Z`)
  return at === undefined ? date : formatOf(c.get('language'), 'UTC').date(at)
}
