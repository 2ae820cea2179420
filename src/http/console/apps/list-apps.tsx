/** Apps that a realm's links lead to. */

import { mayDo } from '../../../core/realms/realm-actions.ts'
import { listApps } from '../../../db/verification/queries/console-apps.ts'
import { AppListPage } from '../../../ui/pages/connections/app-list.tsx'
import { type ConsoleContext, membershipOf } from '../context.ts'
import { page } from '../page.tsx'
import { afterOf } from '../path-id.ts'
import { appPath, appsPath, newAppPath } from './paths.ts'

const PAGE_SIZE = 50

export async function listMobileApps(c: ConsoleContext) {
  const { realmId, realmKey, permissions } = membershipOf(c)
  const after = afterOf(c)
  const apps = await listApps(c.get('deps').realms.db, realmId, after, PAGE_SIZE + 1)
  const shown = apps.slice(0, PAGE_SIZE)
  const path = appsPath(realmKey)
  return page(c, {
    title: c.get('copy').connections.apps.title,
    body: (
      <AppListPage
        rows={shown.map((app) => ({ ...app, href: appPath(realmKey, app.id) }))}
        newHref={mayDo(permissions, 'change mobile apps') ? newAppPath(realmKey) : undefined}
        firstHref={after === undefined ? undefined : path}
        nextHref={apps.length > PAGE_SIZE ? `${path}?after=${shown.at(-1)?.id}` : undefined}
      />
    ),
  })
}
