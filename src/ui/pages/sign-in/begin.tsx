/** An account is begun: that of the first administrator, or of somebody who was invited. */

import { Button, Buttons } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { useView } from '../../view.ts'
import { EmailInput, NameInput, NewPasswordInput, UserName } from './person-inputs.tsx'

interface BeginProps {
  readonly email: string
  readonly name: string
  readonly errors: readonly FieldError[]
}

export const Start = ({ email, name, errors }: BeginProps) => {
  const { start } = useView().copy.signIn
  return (
    <>
      <p>{start.text}</p>
      <Form action="">
        <NameInput name={name} errors={errors} autofocus />
        <EmailInput email={email} errors={errors} />
        <NewPasswordInput errors={errors} />
        <Buttons>
          <Button>{start.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

/** Whom the invitation is for stands in its row, not in the form. */
export const Invitation = ({ email, name, errors }: BeginProps) => {
  const { invitation } = useView().copy.signIn
  return (
    <>
      <p>{invitation.text}</p>
      <Form action="">
        <UserName email={email} />
        <NameInput name={name} errors={errors} autofocus />
        <NewPasswordInput errors={errors} />
        <Buttons>
          <Button>{invitation.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

/** The invitation is somebody else's than who is signed in here. */
export const OtherPerson = ({
  signedInAs,
  invited,
}: {
  readonly signedInAs: string
  readonly invited: string
}) => {
  const { common, signIn } = useView().copy
  return (
    <>
      <p>{signIn.invitation.otherPerson(signedInAs, invited)}</p>
      <Form action="/console/sign-out">
        <Buttons>
          <Button>{common.signOut}</Button>
        </Buttons>
      </Form>
    </>
  )
}
