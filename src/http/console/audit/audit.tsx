/** The record of a realm, as a page and as a table to keep. */

import {
  isEmptySearch,
  parseAuditSearch,
  searchQuery,
  type TypedAuditSearch,
  typedSearch,
} from '../../../core/console/audit-search.ts'
import { formatIsoTime } from '../../../core/iso-time.ts'
import { csvLines } from '../../../core/realm-statistics/csv.ts'
import { SECONDS_PER_DAY } from '../../../core/time.ts'
import {
  findAuditEntries,
  type RealmAuditEntry,
} from '../../../db/verification/queries/console-audit.ts'
import { AuditPage } from '../../../ui/pages/audit/audit.tsx'
import { type ConsoleContext, membershipOf } from '../context.ts'
import { realmPath } from '../navigation.ts'
import { page } from '../page.tsx'
import type { Route } from '../route.ts'

const PAGE = 50
const MAX_CSV_ROWS = 5000

const AUDIT = '/console/r/:realm/audit'
const SEE = { realm: 'read the audit log' } as const

export const AUDIT_ROUTES: readonly Route[] = [
  { method: 'GET', path: AUDIT, may: SEE, handler: showAudit },
  { method: 'GET', path: `${AUDIT}.csv`, may: SEE, handler: answerCsv, isData: true },
]

const typedOf = (c: ConsoleContext) => typedSearch((name) => c.req.query(name))

async function showAudit(c: ConsoleContext) {
  const typed = typedOf(c)
  const search = parseAuditSearch(typed)
  if ('problems' in search) {
    const { problems } = c.get('copy').audit
    const errors = search.problems.map(({ field, reason }) => ({ field, text: problems[reason] }))
    return auditPage(c, typed, { rows: [], next: undefined, errors })
  }
  const before = /^\d{1,15}$/.exec(c.req.query('after') ?? '')?.[0]
  const found = await findAuditEntries(
    c.get('deps').codes.issue.db,
    membershipOf(c).realmId,
    search,
    before === undefined ? undefined : Number(before),
    PAGE + 1,
  )
  const rows = found.slice(0, PAGE)
  const next = found.length > PAGE ? rows.at(-1)?.id : undefined
  return auditPage(c, typed, { rows, next, errors: [] })
}

interface Found {
  readonly rows: readonly RealmAuditEntry[]
  /** Where the next page begins; undefined: there is none. */
  readonly next: number | undefined
  readonly errors: readonly { readonly field: string; readonly text: string }[]
}

function auditPage(c: ConsoleContext, typed: TypedAuditSearch, { rows, next, errors }: Found) {
  const path = realmPath(membershipOf(c).realmKey, 'audit')
  const query = searchQuery(typed)
  const withQuery = (address: string, text: string) =>
    text === '' ? address : `${address}?${text}`
  return page(c, {
    title: c.get('copy').audit.title,
    body: (
      <AuditPage
        path={path}
        typed={typed}
        isSearch={!isEmptySearch(typed)}
        errors={errors}
        rows={rows}
        keptDays={Math.round(c.get('deps').auditSeconds / SECONDS_PER_DAY)}
        csvHref={withQuery(`${path}.csv`, query)}
        csvRows={MAX_CSV_ROWS}
        firstHref={c.req.query('after') === undefined ? undefined : withQuery(path, query)}
        nextHref={
          next === undefined
            ? undefined
            : withQuery(path, `${query}${query === '' ? '' : '&'}after=${next}`)
        }
      />
    ),
    ...(errors.length > 0 && { errors, status: 422 }),
  })
}

async function answerCsv(c: ConsoleContext) {
  const search = parseAuditSearch(typedOf(c))
  if ('problems' in search) return c.text('', 422)
  const { realmId } = membershipOf(c)
  const { db } = c.get('deps').codes.issue
  const rows = await findAuditEntries(db, realmId, search, undefined, MAX_CSV_ROWS)
  const lines = csvLines(
    ['time', 'actor', 'action', 'target', 'detail'],
    rows.map(({ at, actor, action, target, detail }) => [
      formatIsoTime(at),
      actor,
      action,
      target,
      detail,
    ]),
  )
  return c.body([...lines].join(''), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename=record.csv',
  })
}
