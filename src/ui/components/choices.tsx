/** Fields of which one or some are chosen, all in view. */

import type { Child } from 'hono/jsx'
import { describedBy, FieldNotes, type FieldTexts, Optional } from './field.tsx'
import type { Choice } from './inputs.tsx'

interface RadioGroupProps extends FieldTexts {
  readonly value?: string | undefined
  readonly choices: readonly Choice[]
  /** Focus starts on the chosen one, or on the first. */
  readonly autofocus?: boolean
  /** In one row where there is room: for short labels. */
  readonly isRow?: boolean
  /** What belongs to the last choice, such as a date of one's own. */
  readonly children?: Child
}

/** The first choice's id is the group's, so that a link of the error summary leads to it. */
const choiceId = (group: string, index: number): string =>
  index === 0 ? group : `${group}-${index + 1}`

export const RadioGroup = (props: RadioGroupProps) => {
  const { id, choices, value } = props
  const chosen = Math.max(
    0,
    choices.findIndex((choice) => choice.value === value),
  )
  return (
    <fieldset class={props.error === undefined ? 'field' : 'field wrong'} {...describedBy(props)}>
      <legend>
        {props.label} {props.isOptional && <Optional />}
      </legend>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
      <div class={props.isRow ? 'choices row' : 'choices'}>
        {choices.map((choice, index) => (
          <div class="choice">
            <input
              type="radio"
              id={choiceId(id, index)}
              name={id}
              value={choice.value}
              checked={choice.value === value}
              autofocus={props.autofocus && index === chosen}
              data-key={choice.shortcut}
              aria-keyshortcuts={choice.shortcut}
              aria-describedby={choice.hint === undefined ? undefined : `${id}-${index}-note`}
            />
            <label for={choiceId(id, index)} lang={choice.language}>
              {choice.label}
            </label>
            {choice.hint !== undefined && (
              <p class="hint" id={`${id}-${index}-note`}>
                {choice.hint}
              </p>
            )}
          </div>
        ))}
      </div>
      {props.children}
    </fieldset>
  )
}

interface CheckboxProps extends FieldTexts {
  readonly name?: string
  /** What is sent where it is ticked. */
  readonly value?: string
  readonly isChecked: boolean
  /** Its hint says why. */
  readonly isDisabled?: boolean
  readonly autofocus?: boolean
}

export const Checkbox = (props: CheckboxProps) => (
  <div class={props.error === undefined ? 'field' : 'field wrong'}>
    <div class="choice">
      <input
        type="checkbox"
        id={props.id}
        name={props.name ?? props.id}
        value={props.value ?? 'yes'}
        checked={props.isChecked}
        disabled={props.isDisabled}
        autofocus={props.autofocus}
        {...describedBy(props)}
      />
      <label for={props.id}>{props.label}</label>
    </div>
    <FieldNotes id={props.id} hint={props.hint} error={props.error} />
  </div>
)
