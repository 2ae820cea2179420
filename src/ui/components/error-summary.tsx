/** All that is wrong with a form, above it, each with a link to its field. */

import { useView } from '../view.ts'

export interface FieldError {
  /** Id of the control. undefined: no single field is to blame. */
  readonly field: string | undefined
  readonly text: string
}

/** What is wrong with a field; undefined: nothing. */
export const errorOf = (errors: readonly FieldError[], field: string): string | undefined =>
  errors.find((error) => error.field === field)?.text

export const ErrorSummary = ({ errors }: { readonly errors: readonly FieldError[] }) => {
  const { common } = useView().copy
  if (errors.length === 0) return null
  return (
    <div class="flash error" role="alert" tabindex={-1} autofocus id="errors">
      <h2>{common.errorSummary(errors.length)}</h2>
      <ul>
        {errors.map(({ field, text }) => (
          <li>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
        ))}
      </ul>
    </div>
  )
}
