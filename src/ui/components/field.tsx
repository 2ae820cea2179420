/** A field's frame: label above, hint below the label, what is wrong below the hint, and then the control. */

import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'

export interface FieldTexts {
  /** Of the control; also its name in the form unless the control says another. */
  readonly id: string
  readonly label: Child
  readonly hint?: Child
  /** undefined: nothing is wrong. */
  readonly error?: string | undefined
  readonly isOptional?: boolean
}

export const Field = ({
  id,
  label,
  hint,
  error,
  isOptional,
  children,
}: FieldTexts & { readonly children?: Child }) => (
  <div class={error === undefined ? 'field' : 'field wrong'}>
    <label for={id}>
      {label} {isOptional && <Optional />}
    </label>
    <FieldNotes id={id} hint={hint} error={error} />
    {children}
  </div>
)

export const Optional = () => <span class="muted">{useView().copy.common.optional}</span>

export const FieldNotes = ({
  id,
  hint,
  error,
}: {
  readonly id: string
  readonly hint?: Child
  readonly error?: string | undefined
}) => (
  <>
    {hint !== undefined && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    {error !== undefined && (
      <p class="error" id={`${id}-error`}>
        <strong>{useView().copy.common.errorPrefix}</strong> {error}
      </p>
    )}
  </>
)

/** What a control says about its hint and its error. */
export function describedBy({ id, hint, error }: Pick<FieldTexts, 'id' | 'hint' | 'error'>) {
  const ids = [
    hint === undefined ? undefined : `${id}-hint`,
    error === undefined ? undefined : `${id}-error`,
  ].filter((note) => note !== undefined)
  return {
    'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  }
}
