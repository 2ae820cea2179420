/** The form that a code is made with. Works without scripts, and with the keyboard in five seconds. */

import type { TestType } from '../../../core/codes/test-type.ts'
import type { DraftForm } from '../../../core/console/draft-form.ts'
import type { Span } from '../../../core/console/welcome-text.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { RadioGroup } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { Select, TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { CountriesField, type CountryChoices } from './countries-field.tsx'
import { DayField } from './day-field.tsx'
import { Welcome } from './welcome.tsx'

export interface NewCode {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  /** What this realm's codes may be for; one: nobody is asked. */
  readonly types: readonly TestType[]
  readonly requiresDate: boolean
  readonly pastDays: number
  /** undefined: the realm sends no texts. */
  readonly texts:
    | {
        /** Of numbers without a country code. */
        readonly country: string
        /** As the number that was typed was understood, E.164; undefined: it was not, or none was. */
        readonly readAs: string | undefined
        /** Labels, the realm's usual one first. */
        readonly templates: readonly string[]
      }
    | undefined
  /** undefined: the realm does not ask. */
  readonly countries: CountryChoices | undefined
  /** Sentences of what stands in the way, or soon will. */
  readonly notices: readonly { readonly tone: 'note' | 'warning'; readonly text: string }[]
  /** Whether sending the form makes no sense now. */
  readonly isStopped: boolean
  readonly welcome: readonly (readonly Span[])[]
  readonly opensWelcome: boolean
  readonly now: UnixSeconds
}

export const NewCodePage = (props: NewCode) => {
  const { form, errors, types, now, pastDays } = props
  const { codes } = useView().copy
  // The error summary takes the focus where there is one; else the first thing that has to be chosen.
  const first = errors.length > 0 ? 'none' : firstChoice(props)
  const day = { errors, now, pastDays }
  return (
    <>
      {props.notices.map(({ tone, text }) => (
        <Flash tone={tone} isStill>
          {text}
        </Flash>
      ))}
      <Welcome paragraphs={props.welcome} isOpen={props.opensWelcome} />
      <Form action="">
        {types.length > 1 ? (
          <RadioGroup
            id="type"
            label={codes.form.type}
            error={errorOf(errors, 'type')}
            value={form.testType}
            choices={types.map((type, index) => ({
              value: type,
              label: codes.types[type],
              shortcut: String(index + 1),
            }))}
            autofocus={first === 'type'}
          />
        ) : (
          <p>
            {codes.form.onlyType} <strong>{types[0] && codes.types[types[0]]}</strong>
          </p>
        )}
        <DayField
          id="test"
          dateId="testDate"
          label={codes.form.testDay}
          dateLabel={codes.form.testDate}
          hint={props.requiresDate ? codes.form.daysAreUtc : codes.form.daysAreUtcOptional}
          day={form.test}
          autofocus={first === 'test'}
          {...day}
        />
        <DayField
          id="symptoms"
          dateId="symptomDate"
          label={codes.form.symptomDay}
          dateLabel={codes.form.symptomDate}
          day={form.symptoms}
          autofocus={false}
          {...day}
        />
        <TextFields {...props} />
        {props.countries !== undefined && (
          <CountriesField {...props.countries} error={errorOf(errors, 'countries')} />
        )}
        <Buttons>
          <Button disabled={props.isStopped} autofocus={first === 'button'}>
            {codes.form.submit}
          </Button>
        </Buttons>
      </Form>
    </>
  )
}

const firstChoice = ({ types, requiresDate }: NewCode): 'type' | 'test' | 'button' => {
  if (types.length > 1) return 'type'
  return requiresDate ? 'test' : 'button'
}

const TextFields = ({ texts, form, errors }: NewCode) => {
  const { codes } = useView().copy
  if (texts === undefined) return <p class="muted">{codes.form.noTexts}</p>
  const { country, readAs, templates } = texts
  return (
    <>
      <TextInput
        id="phone"
        type="tel"
        label={codes.form.phone}
        hint={
          <>
            {codes.form.phoneHint(country)} {readAs !== undefined && codes.form.readAs(readAs)}
          </>
        }
        error={errorOf(errors, 'phone')}
        value={form.phone}
        width="middle"
        maxLength={64}
        inputMode="tel"
        isOptional
      />
      {templates.length > 1 && (
        <Select
          id="template"
          label={codes.form.template}
          error={errorOf(errors, 'template')}
          value={form.template}
          choices={templates.map((label, index) => ({
            value: label,
            label: index === 0 ? codes.form.defaultTemplate : label,
          }))}
        />
      )}
    </>
  )
}
