/** Sign-in with e-mail address and password. */

import { Button, Buttons } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

interface EnterProps {
  readonly email: string
  readonly errors: readonly FieldError[]
}

/** A password is never given back: it would stand in the page. */
export const Enter = ({ email, errors }: EnterProps) => {
  const { signIn } = useView().copy
  return (
    <Form action="">
      <TextInput
        id="email"
        type="email"
        label={signIn.email}
        value={email}
        autocomplete="username"
        maxLength={254}
        autofocus={email === ''}
        error={errorOf(errors, 'email')}
      />
      <TextInput
        id="password"
        type="password"
        label={signIn.password}
        autocomplete="current-password"
        autofocus={email !== ''}
        error={errorOf(errors, 'password')}
      />
      <Buttons>
        <Button>{signIn.enter.button}</Button>
      </Buttons>
      <p>
        <a href="/console/recover">{signIn.enter.forgotten}</a>
      </p>
    </Form>
  )
}
