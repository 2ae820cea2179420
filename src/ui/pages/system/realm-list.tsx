/** All realms. */

import { Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'

export interface RealmRow {
  readonly realmId: number
  readonly name: string
  /** null for none. */
  readonly regionCode: string | null
  readonly people: number
  readonly isInMaintenance: boolean
}

interface RealmListProps {
  readonly realms: readonly RealmRow[]
  readonly path: string
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const RealmListPage = ({ realms, path, firstHref, nextHref }: RealmListProps) => {
  const { copy, format } = useView()
  const words = copy.system.realms
  const newHref = `${path}/new`
  if (realms.length === 0 && firstHref === undefined)
    return (
      <Empty
        text={words.empty}
        reason={words.emptyReason}
        action={{ href: newHref, label: words.make }}
      />
    )
  return (
    <>
      <Buttons>
        <LinkButton href={newHref} shortcut="n">
          {words.make}
        </LinkButton>
      </Buttons>
      <Table
        caption={words.caption}
        columns={[
          { label: words.name },
          { label: words.region },
          { label: words.people, isNumber: true },
          { label: words.state },
        ]}
        rows={realms.map((realm) => [
          <a href={`${path}/${realm.realmId}`}>{realm.name}</a>,
          realm.regionCode === null ? words.noRegion : <Code>{realm.regionCode}</Code>,
          format.number(realm.people),
          realm.isInMaintenance ? words.paused : words.open,
        ])}
      />
      <Pagination first={firstHref} next={nextHref} />
    </>
  )
}
