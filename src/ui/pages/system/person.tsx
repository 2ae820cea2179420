/** One person, as the system's administrators see them; and the pages before something is done to them. */

import { Buttons, LinkButton } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Facts } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import type { PersonRow } from './person-list.tsx'

export interface ShownPerson extends Omit<PersonRow, 'userId' | 'realms'> {
  readonly memberships: readonly { readonly realmId: number; readonly realmName: string }[]
}

export interface PersonProps {
  readonly person: ShownPerson
  readonly isViewer: boolean
  /** Of the page. */
  readonly path: string
}

export const PersonPage = ({ person, isViewer, path }: PersonProps) => {
  const { system } = useView().copy
  return (
    <>
      <PersonFacts person={person} />
      {isViewer ? (
        <p>{system.person.own}</p>
      ) : (
        <section aria-labelledby="actions">
          <h2 id="actions">{system.person.actions}</h2>
          {!person.hasCome && <p>{system.person.notCome}</p>}
          <Buttons>
            {person.isSystemAdmin && (
              <LinkButton href={`${path}/take-right`}>{system.person.take}</LinkButton>
            )}
            {!person.isSystemAdmin && person.hasCome && (
              <LinkButton href={`${path}/give-right`}>{system.person.give}</LinkButton>
            )}
            {person.hasCome && (
              <LinkButton href={`${path}/sign-out`}>{system.person.signOut}</LinkButton>
            )}
          </Buttons>
        </section>
      )}
    </>
  )
}

const PersonFacts = ({ person }: Pick<PersonProps, 'person'>) => {
  const { common, system } = useView().copy
  const { people: words } = system
  const yesOrNo = (is: boolean) => (is ? common.yes : common.no)
  return (
    <Facts
      facts={[
        { name: words.email, value: <Code>{person.email}</Code> },
        { name: words.system, value: yesOrNo(person.isSystemAdmin) },
        {
          name: words.secondStep,
          value: person.hasCome ? yesOrNo(person.hasSecondFactor) : words.notCome,
        },
        {
          name: system.person.realms,
          value:
            person.memberships.length === 0 ? (
              system.person.noRealms
            ) : (
              <ul>
                {person.memberships.map(({ realmId, realmName }) => (
                  <li>
                    <a href={`/console/system/realms/${realmId}`}>{realmName}</a>
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  )
}

/** Each has its words in the copy. */
export type PersonAction = 'give' | 'take' | 'signOut'

interface ConfirmPersonProps {
  readonly person: ShownPerson
  readonly action: PersonAction
  /** Of the person's page. */
  readonly path: string
}

export const ACTION_PATHS = {
  give: 'give-right',
  take: 'take-right',
  signOut: 'sign-out',
} as const satisfies Readonly<Record<PersonAction, string>>

export const ConfirmPersonPage = ({ person, action, path }: ConfirmPersonProps) => {
  const { copy } = useView()
  const words = copy.system[action]
  return (
    <>
      <PersonFacts person={person} />
      <Confirm
        action={`${path}/${ACTION_PATHS[action]}`}
        button={words.button}
        back={path}
        effect={words.effect(person.name)}
        isFinal={false}
      />
    </>
  )
}
