/** A person's own account: password, second step, and where they are signed in. */

import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Table } from '../../components/table.tsx'
import { Time, Unseen } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { NewPasswordInput } from '../sign-in/begin.tsx'
import { UserName } from '../sign-in/second-factor.tsx'

export interface AccountProps {
  readonly email: string
  readonly hasSecondFactor: boolean
  readonly recoveryCodesLeft: number
  readonly sessions: readonly {
    readonly id: string
    readonly place: string
    readonly createdAt: UnixSeconds
    readonly seenAt: UnixSeconds
    readonly isThisOne: boolean
  }[]
  readonly errors: readonly FieldError[]
}

export const Account = (props: AccountProps) => (
  <>
    <Sessions {...props} />
    <SecondStep {...props} />
    <PasswordForm {...props} />
  </>
)

const Sessions = ({ sessions }: AccountProps) => {
  const { account } = useView().copy.signIn
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{account.sessions}</h2>
      <Table
        caption={account.sessions}
        hidesCaption
        columns={[
          { label: account.place },
          { label: account.begun },
          { label: account.seen },
          { label: account.action },
        ]}
        rows={sessions.map(({ id, place, createdAt, seenAt, isThisOne }) => [
          place,
          <Time at={createdAt} />,
          <Time at={seenAt} />,
          isThisOne ? (
            account.thisOne
          ) : (
            <Form action="/console/account/sessions/end">
              <input type="hidden" name="session" value={id} />
              <Button tone="plain">
                {account.end} <Unseen>{place}</Unseen>
              </Button>
            </Form>
          ),
        ])}
      />
      <Form action="/console/account/sessions/end-all">
        <p class="muted">{account.endAllText}</p>
        <Buttons>
          <Button tone="danger">{account.endAll}</Button>
        </Buttons>
      </Form>
    </section>
  )
}

const SecondStep = ({ hasSecondFactor, recoveryCodesLeft }: AccountProps) => {
  const { account } = useView().copy.signIn
  return (
    <section aria-labelledby="second-step">
      <h2 id="second-step">{account.secondStep}</h2>
      {hasSecondFactor ? (
        <>
          <p>
            {account.secondStepOn} {account.codesLeft(recoveryCodesLeft)}
          </p>
          <Form action="/console/account/recovery-codes">
            <p class="muted">{account.newCodesText}</p>
            <Buttons>
              <Button tone="plain">{account.newCodes}</Button>
            </Buttons>
          </Form>
        </>
      ) : (
        <>
          <p>{account.secondStepOff}</p>
          <Buttons>
            <LinkButton href="/console/sign-in/set-up">{account.setUp}</LinkButton>
          </Buttons>
        </>
      )}
    </section>
  )
}

const PasswordForm = ({ email, errors }: AccountProps) => {
  const { signIn } = useView().copy
  const { account } = signIn
  return (
    <section aria-labelledby="password-form">
      <h2 id="password-form">{account.changePassword}</h2>
      <p>{account.passwordText}</p>
      <Form action="/console/account/password">
        <UserName email={email} />
        <TextInput
          id="password"
          type="password"
          label={signIn.currentPassword}
          autocomplete="current-password"
          error={errorOf(errors, 'password')}
        />
        <NewPasswordInput errors={errors} />
        <Buttons>
          <Button>{account.changeButton}</Button>
        </Buttons>
      </Form>
    </section>
  )
}
