/** The form for a new app. */

import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { useView } from '../../view.ts'
import { AppFields, type TypedApp } from './app-fields.tsx'

interface NewAppProps {
  readonly typed: TypedApp
  readonly errors: readonly FieldError[]
  readonly back: string
}

export const NewAppPage = ({ typed, errors, back }: NewAppProps) => {
  const { common, connections } = useView().copy
  return (
    <Form action="">
      <AppFields typed={typed} errors={errors} autofocus={errors.length === 0} />
      <Buttons>
        <Button>{connections.apps.add}</Button>
        <LinkButton href={back}>{common.cancel}</LinkButton>
      </Buttons>
    </Form>
  )
}
