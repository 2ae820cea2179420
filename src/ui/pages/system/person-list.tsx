/** All people of the system, and the search among them. */

import { Button, Buttons } from '../../components/button.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'

export interface PersonRow {
  readonly userId: number
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  /** Whether they have chosen a password. */
  readonly hasCome: boolean
  readonly hasSecondFactor: boolean
  /** In how many they may do something. */
  readonly realms: number
}

export interface PersonListProps {
  readonly people: readonly PersonRow[]
  /** What was searched; '' for nothing. */
  readonly search: string
  readonly path: string
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const PersonListPage = (props: PersonListProps) => {
  const { people, search, path } = props
  const { system } = useView().copy
  return (
    <>
      <search>
        {/* It changes nothing, so it is a GET, and its address can be kept. */}
        <form method="get" action={path} novalidate>
          <TextInput
            id="q"
            type="search"
            label={system.people.search}
            value={search}
            maxLength={100}
          />
          <Buttons>
            <Button tone="plain">{system.people.find}</Button>
          </Buttons>
        </form>
      </search>
      {search !== '' && (
        <p>
          <a href={path}>{system.people.all}</a>
        </p>
      )}
      {people.length === 0 ? <p>{system.people.none}</p> : <Rows {...props} />}
      <Pagination first={props.firstHref} next={props.nextHref} />
    </>
  )
}

const Rows = ({ people, path }: PersonListProps) => {
  const { copy, format } = useView()
  const { common, system } = copy
  const words = system.people
  return (
    <Table
      caption={words.caption}
      columns={[
        { label: words.email },
        { label: words.name },
        { label: words.system },
        { label: words.secondStep },
        { label: words.realms, isNumber: true },
      ]}
      rows={people.map((person) => [
        <a href={`${path}/${person.userId}`}>
          <Code>{person.email}</Code>
        </a>,
        person.name,
        person.isSystemAdmin ? common.yes : common.no,
        person.hasCome ? (person.hasSecondFactor ? common.yes : common.no) : words.notCome,
        format.number(person.realms),
      ])}
    />
  )
}
