/** Fields with one control. What was typed is always given back. */

import type { Child } from 'hono/jsx'
import { describedBy, Field, type FieldTexts } from './field.tsx'

/** Characters that are expected: a field's width says so. */
export type FieldWidth = 'short' | 'middle' | 'long'

interface TextInputProps extends FieldTexts {
  readonly name?: string
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'date' | 'search' | 'url'
  readonly value?: string | undefined
  readonly width?: FieldWidth
  readonly maxLength?: number
  readonly inputMode?: 'numeric' | 'tel' | 'email' | 'text'
  readonly autocomplete?: string
  readonly min?: string
  readonly max?: string
  readonly isRequired?: boolean
  readonly autofocus?: boolean
  /** Left to right in every language: codes, addresses, telephone numbers. */
  readonly isLtr?: boolean
  readonly isReadOnly?: boolean
}

const LTR_TYPES: readonly string[] = ['email', 'tel', 'url', 'password']

export const TextInput = (props: TextInputProps) => {
  const { id, type = 'text', width = 'long' } = props
  return (
    <Field {...props}>
      <input
        id={id}
        name={props.name ?? id}
        type={type}
        value={props.value}
        class={width}
        maxlength={props.maxLength}
        inputmode={props.inputMode}
        autocomplete={props.autocomplete ?? 'off'}
        min={props.min}
        max={props.max}
        required={props.isRequired}
        readonly={props.isReadOnly}
        autofocus={props.autofocus}
        dir={props.isLtr || LTR_TYPES.includes(type) ? 'ltr' : undefined}
        {...describedBy(props)}
      />
    </Field>
  )
}

interface TextareaProps extends FieldTexts {
  readonly name?: string
  readonly value?: string | undefined
  readonly rows?: number
  readonly maxLength?: number
  readonly autofocus?: boolean
}

export const Textarea = (props: TextareaProps) => (
  <Field {...props}>
    <textarea
      id={props.id}
      name={props.name ?? props.id}
      rows={props.rows ?? 4}
      maxlength={props.maxLength}
      autofocus={props.autofocus}
      {...describedBy(props)}
    >
      {props.value ?? ''}
    </textarea>
  </Field>
)

export interface Choice {
  readonly value: string
  readonly label: Child
  readonly hint?: Child
  /** Language of the label, where it is not the page's. */
  readonly language?: string
  /** A digit or letter that chooses it outside of fields; of radio buttons only. */
  readonly shortcut?: string
}

interface SelectProps extends FieldTexts {
  readonly name?: string
  readonly value?: string | undefined
  readonly choices: readonly Choice[]
  readonly autocomplete?: string
}

export const Select = (props: SelectProps) => (
  <Field {...props}>
    <select
      id={props.id}
      name={props.name ?? props.id}
      autocomplete={props.autocomplete ?? 'off'}
      {...describedBy(props)}
    >
      {props.choices.map(({ value, label, language }) => (
        <option value={value} selected={value === props.value} lang={language}>
          {label}
        </option>
      ))}
    </select>
  </Field>
)
