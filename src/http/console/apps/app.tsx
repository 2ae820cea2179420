/** One app, and changing it. */

import type { ShownApp } from '../../../core/console/shown-app.ts'
import { mayDo } from '../../../core/realms/realm-actions.ts'
import { readShownApp } from '../../../db/verification/queries/console-apps.ts'
import { saveMobileApp } from '../../../flows/verification/mobile-apps.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { AppPage } from '../../../ui/pages/connections/app.tsx'
import type { TypedApp } from '../../../ui/pages/connections/app-fields.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { idOf } from '../path-id.ts'
import { appErrors, appOfTyped, readTypedApp } from './app-form.ts'
import { appPath, appsPath } from './paths.ts'

export async function findApp(c: ConsoleContext): Promise<ShownApp | undefined> {
  const id = idOf(c)
  if (id === undefined) return undefined
  return readShownApp(c.get('deps').realms.db, membershipOf(c).realmId, id)
}

export async function showApp(c: ConsoleContext) {
  const app = await findApp(c)
  if (app === undefined) return errorPage(c, 'notFound')
  return appPage(c, app, { ...app, fingerprints: app.fingerprints.join('\n') }, [])
}

export async function saveApp(c: ConsoleContext): Promise<Response> {
  const app = await findApp(c)
  if (app === undefined) return errorPage(c, 'notFound')
  const { deps, now, copy } = c.var
  const { realmId, realmKey } = membershipOf(c)
  const typed = readTypedApp(c)
  const path = appPath(realmKey, app.id)
  return onceOnly(c, async () => {
    if (readForm(c).get('was') !== String(app.updatedAt)) {
      return appPage(
        c,
        app,
        typed,
        [{ field: undefined, text: copy.connections.apps.changed }],
        409,
      )
    }
    const { email } = signedIn(c).viewer
    const wanted = appOfTyped(typed)
    const saved = await saveMobileApp(deps.realms, email, realmId, app.id, wanted, now)
    if (saved.ok) return redirect(c, path, 'connections.appSaved')
    const { failure } = saved
    if (failure.reason !== 'not_valid') return errorPage(c, 'notFound')
    return appPage(c, app, typed, appErrors(c, failure.problems))
  })
}

function appPage(
  c: ConsoleContext,
  app: ShownApp,
  typed: TypedApp,
  errors: readonly FieldError[],
  status: 200 | 409 | 422 = errors.length === 0 ? 200 : 422,
): Promise<Response> {
  const { apps } = c.get('copy').connections
  const { realmKey, permissions } = membershipOf(c)
  return page(c, {
    title: apps.appTitle,
    heading: app.name,
    status,
    errors,
    breadcrumb: [{ href: appsPath(realmKey), label: apps.title }],
    body: (
      <AppPage
        app={app}
        typed={typed}
        canChange={mayDo(permissions, 'change mobile apps')}
        path={appPath(realmKey, app.id)}
        errors={errors}
      />
    ),
    ...(errors.length === 0 && { focus: 'heading' }),
  })
}
