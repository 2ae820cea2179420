/** An account is begun: that of the first administrator, or of somebody who was invited. */

import { MIN_PASSWORD_LENGTH } from '../../../core/console/password-policy.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { UserName } from './second-factor.tsx'

interface StartProps {
  readonly email: string
  readonly name: string
  readonly errors: readonly FieldError[]
}

export const Start = ({ email, name, errors }: StartProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.start.text}</p>
      <Form action="">
        <NameInput name={name} errors={errors} />
        <TextInput
          id="email"
          type="email"
          label={signIn.email}
          value={email}
          autocomplete="username"
          maxLength={254}
          error={errorOf(errors, 'email')}
        />
        <NewPasswordInput errors={errors} />
        <Buttons>
          <Button>{signIn.start.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

/** Whom the invitation is for is in the link, not in the form. */
export const Invitation = ({ email, name, errors }: StartProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.invitation.text}</p>
      <Form action="">
        <UserName email={email} />
        <NameInput name={name} errors={errors} />
        <NewPasswordInput errors={errors} />
        <Buttons>
          <Button>{signIn.invitation.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

const NameInput = ({
  name,
  errors,
}: {
  readonly name: string
  readonly errors: readonly FieldError[]
}) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="name"
      label={signIn.name}
      hint={signIn.nameHint}
      value={name}
      autocomplete="name"
      maxLength={100}
      autofocus
      error={errorOf(errors, 'name')}
    />
  )
}

export const NewPasswordInput = ({
  errors,
  autofocus = false,
}: {
  readonly errors: readonly FieldError[]
  readonly autofocus?: boolean
}) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="new-password"
      type="password"
      label={signIn.newPassword}
      hint={signIn.newPasswordHint(MIN_PASSWORD_LENGTH)}
      autocomplete="new-password"
      autofocus={autofocus}
      error={errorOf(errors, 'new-password')}
    />
  )
}
