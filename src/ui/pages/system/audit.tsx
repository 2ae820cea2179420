/** All that is on record, newest first. */

import type { UnixSeconds } from '../../../core/time.ts'
import { Change } from '../../components/change.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'

export interface AuditRow {
  readonly at: UnixSeconds
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** JSON, as the log has it. */
  readonly detail: string
}

interface AuditPageProps {
  readonly entries: readonly AuditRow[]
  readonly keptDays: number
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
}

export const SystemAuditPage = ({ entries, keptDays, firstHref, nextHref }: AuditPageProps) => {
  const { audit } = useView().copy.system
  return (
    <>
      <p class="muted">{audit.kept(keptDays)}</p>
      {entries.length === 0 ? (
        <p>{audit.empty}</p>
      ) : (
        <Table
          caption={audit.caption}
          columns={[
            { label: audit.time },
            { label: audit.who },
            { label: audit.action },
            { label: audit.detail },
          ]}
          rows={entries.map(({ at, actor, action, subject, detail }) => [
            <Time at={at} />,
            <bdi>{actor}</bdi>,
            <>
              <Code>{action}</Code>
              <br />
              <Code>{subject}</Code>
            </>,
            <Change detail={detail} />,
          ])}
        />
      )}
      <Pagination first={firstHref} next={nextHref} />
    </>
  )
}
