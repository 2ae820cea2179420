/** A new password, for somebody who has just proved who they are. */

import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { useView } from '../../view.ts'
import { NewPasswordInput, UserName } from '../sign-in/person-inputs.tsx'

interface ChangePasswordProps {
  readonly email: string
  readonly errors: readonly FieldError[]
}

export const ChangePassword = ({ email, errors }: ChangePasswordProps) => {
  const { common, signIn } = useView().copy
  return (
    <>
      <p>{signIn.account.passwordText}</p>
      <Form action="">
        <UserName email={email} />
        <NewPasswordInput errors={errors} autofocus />
        <Buttons>
          <Button>{signIn.account.changeButton}</Button>
          <LinkButton href="/console/account">{common.cancel}</LinkButton>
        </Buttons>
      </Form>
    </>
  )
}
