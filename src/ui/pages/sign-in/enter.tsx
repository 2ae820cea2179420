/** Sign-in with e-mail address and password. */

import { Button, Buttons } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { useView } from '../../view.ts'
import { EmailInput, PasswordInput } from './person-inputs.tsx'

interface EnterProps {
  readonly email: string
  readonly errors: readonly FieldError[]
}

/** A password is never given back: it would stand in the page. */
export const Enter = ({ email, errors }: EnterProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <Form action="">
        <EmailInput email={email} errors={errors} autofocus={email === ''} />
        <PasswordInput errors={errors} autofocus={email !== ''} />
        <Buttons>
          <Button>{signIn.enter.button}</Button>
        </Buttons>
      </Form>
      <p>
        <a href="/console/recover">{signIn.enter.forgotten}</a>
      </p>
    </>
  )
}
