/** One realm, as the system's administrators see it, and the pages before they join or leave it. */

import { Buttons, LinkButton } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Textarea } from '../../components/inputs.tsx'
import { Facts } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { RealmFormPart, type RealmFormProps } from './realm-form.tsx'

export const MIN_REASON = 10
export const MAX_REASON = 500

interface RealmPageProps extends RealmFormProps {
  readonly realmId: number
  readonly people: number
  /** Of the page. */
  readonly path: string
  /** The realm's own pages, for a member; undefined: the viewer is none. */
  readonly memberHref: string | undefined
}

export const RealmPage = (props: RealmPageProps) => {
  const { copy, format } = useView()
  const words = copy.system.realm
  const { path, memberHref } = props
  return (
    <>
      <Facts
        facts={[
          { name: words.number, value: <Code>{String(props.realmId)}</Code> },
          { name: words.numberOfPeople, value: format.number(props.people) },
        ]}
      />
      <section aria-labelledby="your-part">
        <h2 id="your-part">{words.yourPart}</h2>
        <p>{memberHref === undefined ? words.isNoMember : words.isMember}</p>
        <Buttons>
          {memberHref === undefined ? (
            <LinkButton href={`${path}/join`}>{words.join}</LinkButton>
          ) : (
            <>
              <LinkButton href={memberHref}>{words.go}</LinkButton>
              <LinkButton href={`${path}/leave`}>{words.leave}</LinkButton>
            </>
          )}
        </Buttons>
      </section>
      <section aria-labelledby="realm-settings">
        <h2 id="realm-settings">{words.settings}</h2>
        <RealmFormPart {...props} />
      </section>
    </>
  )
}

interface JoinRealmProps {
  readonly realmName: string
  /** Of the realm's page. */
  readonly path: string
  /** As typed. */
  readonly reason: string
  readonly errors: readonly FieldError[]
}

export const JoinRealmPage = ({ realmName, path, reason, errors }: JoinRealmProps) => {
  const words = useView().copy.system.join
  return (
    <Confirm
      action={`${path}/join`}
      button={words.button}
      back={path}
      effect={words.effect(realmName)}
      isFinal={false}
    >
      <Textarea
        id="reason"
        label={words.reason}
        hint={words.reasonHint}
        value={reason}
        rows={3}
        maxLength={MAX_REASON}
        error={errorOf(errors, 'reason')}
      />
    </Confirm>
  )
}

export const LeaveRealmPage = ({ realmName, path }: Pick<JoinRealmProps, 'realmName' | 'path'>) => {
  const words = useView().copy.system.leave
  return (
    <Confirm
      action={`${path}/leave`}
      button={words.button}
      back={path}
      effect={words.effect(realmName)}
      isFinal={false}
    />
  )
}
