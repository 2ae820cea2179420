/** A person's own account: name, password, second step, and where they are signed in. */

import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { Select } from '../../components/inputs.tsx'
import { Table } from '../../components/table.tsx'
import { Time, Unseen } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { NameInput } from '../sign-in/person-inputs.tsx'
import { TIME_ZONES } from './time-zones.ts'

export interface AccountProps {
  readonly name: string
  /** '' for UTC. */
  readonly timeZone: string
  readonly hasSecondFactor: boolean
  readonly recoveryCodesLeft: number
  readonly sessions: readonly {
    readonly id: string
    /** '' where it is not known. */
    readonly place: string
    readonly createdAt: UnixSeconds
    readonly seenAt: UnixSeconds
    readonly isThisOne: boolean
  }[]
  readonly errors: readonly FieldError[]
}

export const Account = (props: AccountProps) => {
  const { account } = useView().copy.signIn
  return (
    <>
      <About {...props} />
      <section aria-labelledby="password">
        <h2 id="password">{account.password}</h2>
        <Buttons>
          <LinkButton href="/console/account/password">{account.changePassword}</LinkButton>
        </Buttons>
      </section>
      <SecondStep {...props} />
      <Sessions {...props} />
    </>
  )
}

const About = ({ name, timeZone, errors }: AccountProps) => {
  const { common, signIn } = useView().copy
  return (
    <Form action="">
      <NameInput name={name} errors={errors} />
      <Select
        id="time-zone"
        label={signIn.account.timeZone}
        hint={signIn.account.timeZoneHint}
        value={timeZone}
        choices={[
          { value: '', label: 'UTC' },
          ...TIME_ZONES.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
        ]}
        error={errorOf(errors, 'time-zone')}
      />
      <Buttons>
        <Button>{common.save}</Button>
      </Buttons>
    </Form>
  )
}

const SecondStep = ({ hasSecondFactor, recoveryCodesLeft }: AccountProps) => {
  const { account } = useView().copy.signIn
  return (
    <section aria-labelledby="second-step">
      <h2 id="second-step">{account.secondStep}</h2>
      {hasSecondFactor ? (
        <>
          <p>{account.secondStepOn}</p>
          <p>{account.codesLeft(recoveryCodesLeft)}</p>
          <Form action="/console/account/recovery-codes/renew">
            <p class="muted">{account.newCodesText}</p>
            <Buttons>
              <Button tone="plain">{account.newCodes}</Button>
              <LinkButton href="/console/sign-in/set-up">{account.replace}</LinkButton>
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
          place === '' ? account.unknownPlace : place,
          <Time at={createdAt} />,
          <Time at={seenAt} />,
          isThisOne ? account.thisOne : <EndOne id={id} place={place} seenAt={seenAt} />,
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

const EndOne = ({
  id,
  place,
  seenAt,
}: {
  readonly id: string
  readonly place: string
  readonly seenAt: UnixSeconds
}) => {
  const { account } = useView().copy.signIn
  return (
    <Form action="/console/account/sessions/end">
      <input type="hidden" name="session" value={id} />
      <Button tone="plain">
        {account.end}{' '}
        <Unseen>
          {place} <Time at={seenAt} />
        </Unseen>
      </Button>
    </Form>
  )
}
