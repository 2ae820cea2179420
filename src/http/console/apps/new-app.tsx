/** Adding an app. */

import { saveMobileApp } from '../../../flows/verification/mobile-apps.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import type { TypedApp } from '../../../ui/pages/connections/app-fields.tsx'
import { NewAppPage } from '../../../ui/pages/connections/new-app.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { appErrors, appOfTyped, readTypedApp } from './app-form.ts'
import { appPath, appsPath } from './paths.ts'

const NOTHING: TypedApp = {
  name: '',
  os: 'android',
  appId: '',
  url: '',
  fingerprints: '',
  disableRedirect: false,
  isHeadless: false,
}

export const showNewApp = (c: ConsoleContext) => formPage(c, NOTHING, [])

export function addApp(c: ConsoleContext): Promise<Response> {
  const { deps, now } = c.var
  const { realmId, realmKey } = membershipOf(c)
  const typed = readTypedApp(c)
  return onceOnly(c, async () => {
    const { email } = signedIn(c).viewer
    const app = appOfTyped(typed)
    const saved = await saveMobileApp(deps.realms, email, realmId, undefined, app, now)
    if (saved.ok) return redirect(c, appPath(realmKey, saved.value), 'connections.appAdded')
    const { failure } = saved
    if (failure.reason !== 'not_valid') return errorPage(c, 'notFound')
    return formPage(c, typed, appErrors(c, failure.problems))
  })
}

function formPage(c: ConsoleContext, typed: TypedApp, errors: readonly FieldError[]) {
  const { apps } = c.get('copy').connections
  const back = appsPath(membershipOf(c).realmKey)
  return page(c, {
    title: apps.form.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    breadcrumb: [{ href: back, label: apps.title }],
    body: <NewAppPage typed={typed} errors={errors} back={back} />,
  })
}
