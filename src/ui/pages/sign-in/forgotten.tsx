/** For whoever has forgotten their password. */

import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { useView } from '../../view.ts'
import { EmailInput, NewPasswordInput, UserName } from './person-inputs.tsx'

interface ForgottenProps {
  /** Whether the system sends letters at all. */
  readonly isMailed: boolean
  readonly errors: readonly FieldError[]
}

export const Forgotten = ({ isMailed, errors }: ForgottenProps) => {
  const { forgotten } = useView().copy.signIn
  if (!isMailed)
    return (
      <>
        <p>{forgotten.noMail}</p>
        <BackToSignIn />
      </>
    )
  return (
    <>
      <p>{forgotten.text}</p>
      <Form action="">
        <EmailInput email="" errors={errors} autofocus />
        <Buttons>
          <Button>{forgotten.button}</Button>
          <LinkButton href="/console/sign-in">{forgotten.back}</LinkButton>
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
      <BackToSignIn />
    </>
  )
}

const BackToSignIn = () => (
  <Buttons>
    <LinkButton href="/console/sign-in">{useView().copy.signIn.forgotten.back}</LinkButton>
  </Buttons>
)

interface ResetPasswordProps {
  readonly email: string
  readonly errors: readonly FieldError[]
}

export const ResetPassword = ({ email, errors }: ResetPasswordProps) => {
  const { reset } = useView().copy.signIn
  return (
    <>
      <p>{reset.text}</p>
      <Form action="">
        <UserName email={email} />
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
