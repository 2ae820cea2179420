/** For whoever has forgotten their password. */

import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { NewPasswordInput } from './begin.tsx'

interface ForgottenProps {
  readonly email: string
  readonly errors: readonly FieldError[]
}

export const Forgotten = ({ email, errors }: ForgottenProps) => {
  const { signIn } = useView().copy
  return (
    <>
      <p>{signIn.forgotten.text}</p>
      <Form action="">
        <TextInput
          id="email"
          type="email"
          label={signIn.email}
          value={email}
          autocomplete="username"
          maxLength={254}
          autofocus
          error={errorOf(errors, 'email')}
        />
        <Buttons>
          <Button>{signIn.forgotten.button}</Button>
          <LinkButton href="/console/sign-in">{signIn.forgotten.back}</LinkButton>
        </Buttons>
      </Form>
    </>
  )
}

/** The same for an address that nobody has. */
export const LetterSent = () => {
  const { forgotten } = useView().copy.signIn
  return (
    <>
      <p>{forgotten.sent}</p>
      <p class="muted">{forgotten.notArrived}</p>
      <Buttons>
        <LinkButton href="/console/sign-in">{forgotten.back}</LinkButton>
      </Buttons>
    </>
  )
}

export const ResetPassword = ({ errors }: { readonly errors: readonly FieldError[] }) => {
  const { reset } = useView().copy.signIn
  return (
    <>
      <p>{reset.text}</p>
      <Form action="">
        <NewPasswordInput errors={errors} autofocus />
        <Buttons>
          <Button>{reset.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}

/** A link that leads nowhere any more. */
export const LinkGone = ({ kind }: { readonly kind: 'invitation' | 'reset' }) => {
  const { gone, forgotten } = useView().copy.signIn
  return (
    <>
      <p>{gone[kind]}</p>
      <Buttons>
        {kind === 'reset' && (
          <LinkButton href="/console/recover" tone="main">
            {gone.askAgain}
          </LinkButton>
        )}
        <LinkButton href="/console/sign-in">{forgotten.back}</LinkButton>
      </Buttons>
    </>
  )
}
