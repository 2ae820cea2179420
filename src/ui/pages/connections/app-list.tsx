/** Apps that a realm's links lead to, in rows. */

import type { ShownApp } from '../../../core/console/shown-app.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'

interface AppListProps {
  readonly rows: readonly (ShownApp & { readonly href: string })[]
  /** undefined: this person may not add any. */
  readonly newHref: string | undefined
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const AppListPage = (props: AppListProps) => {
  const { rows, newHref } = props
  const { apps } = useView().copy.connections
  if (rows.length === 0 && props.firstHref === undefined) {
    const action = newHref && { href: newHref, label: apps.add }
    return <Empty text={apps.empty} {...(action && { action })} />
  }
  return (
    <>
      {newHref !== undefined && (
        <Buttons>
          <LinkButton href={newHref} tone="main" shortcut="a">
            {apps.add}
          </LinkButton>
        </Buttons>
      )}
      <Table
        caption={apps.caption}
        columns={[
          { label: apps.name },
          { label: apps.os },
          { label: apps.appId },
          { label: apps.state },
        ]}
        rows={rows.map((app) => [
          <a href={app.href}>{app.name}</a>,
          apps.systems[app.os],
          <Code>{app.appId}</Code>,
          app.disabledAt === null ? apps.inUse : apps.disabled,
        ])}
      />
      <Pagination first={props.firstHref} next={props.nextHref} />
    </>
  )
}
