/** What is asked of somebody whose password was right, and of somebody who has to prove anew who they are. */

import { Button, Buttons } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

interface AskedProps {
  readonly errors: readonly FieldError[]
  /** Query of the page, "" or beginning with "?": where they are going. */
  readonly query: string
}

export const SecondFactor = ({ errors, query }: AskedProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.second.text}</p>
      <Form action="">
        <CodeInput errors={errors} autofocus />
        <Buttons>
          <Button>{signIn.second.button}</Button>
        </Buttons>
      </Form>
      <p>
        <a href={`/console/sign-in/recovery-code${query}`}>{signIn.second.lost}</a>
      </p>
    </>
  )
}

export const RecoveryCode = ({ errors, query }: AskedProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.recovery.text}</p>
      <Form action="">
        <TextInput
          id="code"
          label={signIn.recoveryCode}
          hint={signIn.recovery.hint}
          width="middle"
          maxLength={32}
          autofocus
          isLtr
          error={errorOf(errors, 'code')}
        />
        <Buttons>
          <Button>{signIn.recovery.button}</Button>
        </Buttons>
      </Form>
      <p>
        <a href={`/console/sign-in/second${query}`}>{signIn.recovery.back}</a>
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
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.again.text}</p>
      <Form action="">
        <UserName email={email} />
        <TextInput
          id="password"
          type="password"
          label={signIn.password}
          autocomplete="current-password"
          autofocus
          error={errorOf(errors, 'password')}
        />
        {asksForCode && <CodeInput errors={errors} />}
        <Buttons>
          <Button>{signIn.again.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

/** Six digits, which phones and password managers fill in by themselves. */
export const CodeInput = ({
  errors,
  autofocus = false,
}: {
  readonly errors: readonly FieldError[]
  readonly autofocus?: boolean
}) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="code"
      label={signIn.code}
      hint={signIn.codeHint}
      inputMode="numeric"
      autocomplete="one-time-code"
      width="short"
      maxLength={16}
      autofocus={autofocus}
      isLtr
      error={errorOf(errors, 'code')}
    />
  )
}

/** So that a password manager knows whose password it is. */
export const UserName = ({ email }: { readonly email: string }) => {
  const { signIn } = useView().copy
  return (
    <TextInput
      id="email"
      type="email"
      label={signIn.email}
      value={email}
      autocomplete="username"
      isReadOnly
    />
  )
}
