/** What was done in the whole system, and how it is deployed. */

import { asUnixSeconds } from '../../../core/time.ts'
import { readNewestAudit } from '../../../db/verification/queries/console-system.ts'
import { AboutPage } from '../../../ui/pages/system/about.tsx'
import { SystemAuditPage } from '../../../ui/pages/system/audit.tsx'
import type { ConsoleContext } from '../context.ts'
import { systemPath } from '../navigation.ts'
import { page } from '../page.tsx'
import { nextPageOf, PAGE_ROWS } from './lists.ts'

export async function showSystemAudit(c: ConsoleContext) {
  const { deps, copy } = c.var
  const after = /^[1-9]\d{0,14}$/.exec(c.req.query('after') ?? '')?.[0]
  const before = after === undefined ? undefined : Number(after)
  const found = await readNewestAudit(deps.realms.db, before, PAGE_ROWS + 1)
  const { rows, next } = nextPageOf(found, ({ id }) => id)
  const path = systemPath('audit')
  return page(c, {
    title: copy.system.pages.audit,
    body: (
      <SystemAuditPage
        entries={rows.map((row) => ({ ...row, at: asUnixSeconds(row.at) }))}
        keptDays={deps.about.auditDays}
        firstHref={after === undefined ? undefined : path}
        nextHref={next === undefined ? undefined : `${path}?after=${next}`}
      />
    ),
  })
}

export function showAbout(c: ConsoleContext) {
  const { build, variables } = c.get('deps').about
  return page(c, {
    title: c.get('copy').system.pages.about,
    body: (
      <AboutPage
        build={build}
        variables={variables.map((variable) =>
          'value' in variable
            ? { name: variable.name, value: variable.value, isSet: true }
            : { name: variable.name, value: undefined, isSet: variable.isSet },
        )}
      />
    ),
  })
}
