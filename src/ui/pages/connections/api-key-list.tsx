/** A realm's API keys in rows. */

import type { ShownApiKey } from '../../../core/console/shown-api-key.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'

interface ApiKeyListProps {
  readonly rows: readonly (ShownApiKey & { readonly href: string })[]
  /** undefined: this person may not make any. */
  readonly newHref: string | undefined
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const ApiKeyListPage = (props: ApiKeyListProps) => {
  const { rows, newHref } = props
  const { apiKeys } = useView().copy.connections
  if (rows.length === 0 && props.firstHref === undefined) {
    const action = newHref && { href: newHref, label: apiKeys.emptyAction }
    return <Empty text={apiKeys.empty} {...(action && { action })} />
  }
  return (
    <>
      {newHref !== undefined && (
        <Buttons>
          <LinkButton href={newHref} tone="main" shortcut="a">
            {apiKeys.add}
          </LinkButton>
        </Buttons>
      )}
      <Table
        caption={apiKeys.caption}
        columns={[
          { label: apiKeys.name },
          { label: apiKeys.type },
          { label: apiKeys.state },
          { label: apiKeys.created },
          { label: apiKeys.lastUsed },
          { label: apiKeys.begins },
        ]}
        rows={rows.map((key) => [
          <a href={key.href}>{key.name}</a>,
          apiKeys.types[key.type],
          key.disabledAt === null ? apiKeys.inForce : apiKeys.disabled,
          <Time at={key.createdAt} style="date" />,
          <LastUse at={key.lastUsedAt} />,
          <Code>{key.preview}…</Code>,
        ])}
      />
      <Pagination first={props.firstHref} next={props.nextHref} />
    </>
  )
}

/** A day: nobody needs to know to the minute when an app was busy. */
export const LastUse = ({ at }: { readonly at: ShownApiKey['lastUsedAt'] }) =>
  at === null ? (
    <span>{useView().copy.connections.apiKeys.neverUsed}</span>
  ) : (
    <Time at={at} style="date" />
  )
