/** Codes in rows: a person's own, or those that a search found. */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { type CodeFacts, stateText } from './code-facts.tsx'

export interface ListRow extends Omit<CodeFacts, 'issuer'> {
  /** Of the code's page. */
  readonly href: string
  readonly smsState: SmsState | null
}

export interface CodeListProps {
  readonly rows: readonly ListRow[]
  /** What was searched; undefined: nothing was, and the rows are the person's own. */
  readonly search: string | undefined
  /** Whether this person may look for codes of others. */
  readonly canSearch: boolean
  readonly error: string | undefined
  /** There are more than are shown; a search says so, a list has pages. */
  readonly hasMore: boolean
  readonly path: string
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
  /** undefined: this person may not make codes. */
  readonly newHref: string | undefined
}

export const CodeListPage = (props: CodeListProps) => {
  const { rows, search, path } = props
  const { list } = useView().copy.codes
  return (
    <>
      {props.canSearch && <SearchForm {...props} />}
      {search !== undefined && (
        <p>
          <a href={path}>{list.all}</a>
        </p>
      )}
      {rows.length === 0 ? search === undefined && <Nothing {...props} /> : <Rows {...props} />}
      {search !== undefined && props.hasMore && <p>{list.more}</p>}
      <Pagination first={props.firstHref} next={props.nextHref} />
    </>
  )
}

/** It changes nothing, so it is a GET, and its address can be kept. */
const SearchForm = ({ search, error, path }: CodeListProps) => {
  const { list } = useView().copy.codes
  return (
    <search>
      <form method="get" action={path} novalidate>
        <TextInput
          id="q"
          type="search"
          label={list.search}
          hint={list.searchHint}
          error={error}
          value={search ?? ''}
          maxLength={100}
          isLtr
        />
        <Buttons>
          <Button tone="plain">{list.find}</Button>
        </Buttons>
      </form>
    </search>
  )
}

const Nothing = ({ newHref }: CodeListProps) => {
  const { list } = useView().copy.codes
  return (
    <Empty
      text={list.empty}
      {...(newHref !== undefined && { action: { href: newHref, label: list.emptyAction } })}
    />
  )
}

const Rows = ({ rows, search }: CodeListProps) => {
  const { copy, format } = useView()
  const { list, types, sms, noSms } = copy.codes
  return (
    <Table
      caption={search === undefined ? list.caption : list.foundCaption}
      columns={[
        { label: list.code },
        { label: list.time },
        { label: list.type },
        { label: list.state },
        { label: list.text },
      ]}
      rows={rows.map((row) => [
        <a href={row.href}>
          <Code>{row.uuid}</Code>
        </a>,
        <Time at={row.createdAt} />,
        types[row.testType],
        stateText(row, copy, format),
        row.smsState === null ? noSms : sms[row.smsState],
      ])}
    />
  )
}
