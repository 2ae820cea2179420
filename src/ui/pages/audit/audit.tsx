/** The record of a realm: who did what, to what, and what changed by it. */

import type { TypedAuditSearch } from '../../../core/console/audit-search.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { Change } from '../../components/change.tsx'
import { Empty } from '../../components/empty.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'

export interface AuditRow {
  readonly at: UnixSeconds
  readonly actor: string
  /** Noun and verb, e.g. "code.expire". */
  readonly action: string
  /** '' for the realm itself. */
  readonly target: string
  /** JSON. */
  readonly detail: string
}

export interface AuditProps {
  readonly path: string
  readonly typed: TypedAuditSearch
  readonly isSearch: boolean
  readonly errors: readonly FieldError[]
  readonly rows: readonly AuditRow[]
  readonly keptDays: number
  readonly csvHref: string
  readonly csvRows: number
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const AuditPage = (props: AuditProps) => {
  const { audit } = useView().copy
  const { rows, errors, path, isSearch } = props
  return (
    <>
      <p class="muted">{audit.kept(props.keptDays)}</p>
      <Filter {...props} />
      {isSearch && (
        <p>
          <a href={path}>{audit.all}</a>
        </p>
      )}
      {rows.length > 0 && <Rows rows={rows} />}
      {rows.length === 0 && errors.length === 0 && <Nothing {...props} />}
      <Pagination first={props.firstHref} next={props.nextHref} />
      {rows.length > 0 && (
        <p>
          <a href={props.csvHref}>{audit.csv}</a>{' '}
          <span class="hint">{audit.csvHint(props.csvRows)}</span>
        </p>
      )}
    </>
  )
}

/** It changes nothing, so it is a GET, and its address can be kept. */
const Filter = ({ path, typed, errors }: AuditProps) => {
  const { audit } = useView().copy
  const text = (id: 'who' | 'action' | 'target') => (
    <TextInput id={id} label={audit[id]} hint={audit.partHint} value={typed[id]} maxLength={100} />
  )
  const day = (id: 'from' | 'to') => (
    <TextInput
      id={id}
      type="date"
      width="middle"
      label={audit[id]}
      hint={audit.daysAreUtc}
      value={typed[id]}
      error={errorOf(errors, id)}
    />
  )
  return (
    <details class="filter" open={errors.length > 0}>
      <summary>{audit.filter}</summary>
      <search>
        <form method="get" action={path} novalidate>
          {day('from')}
          {day('to')}
          {text('who')}
          {text('action')}
          {text('target')}
          <Buttons>
            <Button tone="plain">{audit.find}</Button>
          </Buttons>
        </form>
      </search>
    </details>
  )
}

const Nothing = ({ typed, isSearch, path }: AuditProps) => {
  const { audit } = useView().copy
  if (!isSearch) return <Empty text={audit.nothingYet} />
  const hasDays = typed.from !== '' && typed.to !== ''
  return (
    <Empty
      text={hasDays ? audit.nothingBetween(typed.from, typed.to) : audit.nothingFound}
      action={{ href: path, label: audit.all }}
    />
  )
}

const Rows = ({ rows }: Pick<AuditProps, 'rows'>) => {
  const { audit } = useView().copy
  const { actions } = audit
  return (
    <Table
      caption={audit.caption}
      columns={[
        { label: audit.time },
        { label: audit.who },
        { label: audit.action },
        { label: audit.target },
        { label: audit.change },
      ]}
      rows={rows.map(({ at, actor, action, target, detail }) => [
        <Time at={at} />,
        <bdi>{actor}</bdi>,
        Object.hasOwn(actions, action) ? actions[action] : <Code>{action}</Code>,
        target === '' ? audit.realmItself : <Code>{target}</Code>,
        <Change detail={detail} />,
      ])}
    />
  )
}
