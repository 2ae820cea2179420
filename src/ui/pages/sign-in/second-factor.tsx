/** What is asked of somebody whose password was right, and of somebody who has to prove anew who they are. */

import { Button, Buttons } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { CodeInput, PasswordInput, UserName } from './person-inputs.tsx'

interface AskedProps {
  readonly errors: readonly FieldError[]
  /** Query of the page, '' or beginning with "?": where they are going. */
  readonly query: string
}

export const SecondFactor = ({ errors, query }: AskedProps) => {
  const { second } = useView().copy.signIn
  return (
    <>
      <p>{second.text}</p>
      <Form action="">
        <CodeInput errors={errors} autofocus />
        <Buttons>
          <Button>{second.button}</Button>
        </Buttons>
      </Form>
      <p>
        <a href={`/console/sign-in/recovery-code${query}`}>{second.lost}</a>
      </p>
    </>
  )
}

export const RecoveryCode = ({ errors, query }: AskedProps) => {
  const { recovery, recoveryCode } = useView().copy.signIn
  return (
    <>
      <p>{recovery.text}</p>
      <Form action="">
        <TextInput
          id="code"
          label={recoveryCode}
          hint={recovery.hint}
          width="middle"
          maxLength={32}
          autofocus
          isLtr
          error={errorOf(errors, 'code')}
        />
        <Buttons>
          <Button>{recovery.button}</Button>
        </Buttons>
      </Form>
      <p>
        <a href={`/console/sign-in/second${query}`}>{recovery.back}</a>
      </p>
    </>
  )
}

interface AgainProps {
  readonly email: string
  readonly asksForCode: boolean
  readonly errors: readonly FieldError[]
}

export const Again = ({ email, asksForCode, errors }: AgainProps) => {
  const { again } = useView().copy.signIn
  return (
    <>
      <p>{again.text}</p>
      <Form action="">
        <UserName email={email} />
        <PasswordInput errors={errors} autofocus />
        {asksForCode && <CodeInput errors={errors} />}
        <Buttons>
          <Button>{again.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}
