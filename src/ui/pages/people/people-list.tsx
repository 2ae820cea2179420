/** Who works in a realm, in rows. */

import type { ShownMember } from '../../../core/console/shown-member.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { useView } from '../../view.ts'
import { RightsText } from './rights-text.tsx'

interface PeopleListProps {
  readonly rows: readonly (ShownMember & { readonly href: string; readonly isSelf: boolean })[]
  /** '' for all. */
  readonly search: string
  readonly path: string
  /** undefined: this person may not add anybody. */
  readonly newHref: string | undefined
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const PeopleListPage = (props: PeopleListProps) => {
  const { rows, newHref, search, path } = props
  const { people } = useView().copy
  const isAlone = search === '' && props.firstHref === undefined && rows.every((row) => row.isSelf)
  return (
    <>
      {newHref !== undefined && !isAlone && (
        <Buttons>
          <LinkButton href={newHref} tone="main" shortcut="a">
            {people.add}
          </LinkButton>
        </Buttons>
      )}
      <search>
        <form method="get" action={path} novalidate>
          <TextInput id="q" type="search" label={people.search} value={search} maxLength={100} />
          <Buttons>
            <Button tone="plain">{people.find}</Button>
          </Buttons>
        </form>
      </search>
      {search !== '' && (
        <p>
          <a href={path}>{people.all}</a>
        </p>
      )}
      {rows.length === 0 ? <p role="status">{people.none}</p> : <Rows {...props} />}
      {isAlone && newHref !== undefined && (
        <Empty text={people.empty} action={{ href: newHref, label: people.add }} />
      )}
      <Pagination first={props.firstHref} next={props.nextHref} />
    </>
  )
}

const Rows = ({ rows, search }: PeopleListProps) => {
  const { common, people } = useView().copy
  return (
    <Table
      caption={search === '' ? people.caption : people.foundCaption}
      columns={[
        { label: people.name },
        { label: people.email },
        { label: people.mayDo },
        { label: people.secondFactor },
      ]}
      rows={rows.map((row) => [
        <>
          <a href={row.href}>{row.name}</a> {row.isSelf && <span class="muted">{people.you}</span>}
        </>,
        <bdi dir="ltr">{row.email}</bdi>,
        <RightsText permissions={row.permissions} />,
        row.hasCome ? (row.hasSecondFactor ? common.yes : common.no) : people.notCome,
      ])}
    />
  )
}
