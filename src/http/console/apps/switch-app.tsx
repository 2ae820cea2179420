/** Taking an app out of use, and back. */

import { switchMobileApp } from '../../../flows/verification/mobile-apps.ts'
import { Confirm } from '../../../ui/components/confirm.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { page, redirect } from '../page.tsx'
import { findApp } from './app.tsx'
import { appPath, appsPath } from './paths.ts'

export async function askToDisable(c: ConsoleContext) {
  const app = await findApp(c)
  if (app === undefined) return errorPage(c, 'notFound')
  const { realmKey } = membershipOf(c)
  const path = appPath(realmKey, app.id)
  if (app.disabledAt !== null) return redirect(c, path)
  const { apps } = c.get('copy').connections
  return page(c, {
    title: apps.disable.title,
    breadcrumb: [
      { href: appsPath(realmKey), label: apps.title },
      { href: path, label: app.name },
    ],
    body: (
      <Confirm
        action={`${path}/disable`}
        button={apps.disable.button}
        back={path}
        effect={apps.disable.effect(app.name)}
        isFinal={false}
      />
    ),
    focus: 'heading',
  })
}

export const disableApp = (c: ConsoleContext) => switchApp(c, true)
export const enableApp = (c: ConsoleContext) => switchApp(c, false)

async function switchApp(c: ConsoleContext, isDisabled: boolean): Promise<Response> {
  const app = await findApp(c)
  if (app === undefined) return errorPage(c, 'notFound')
  const { deps, now } = c.var
  const { realmId, realmKey } = membershipOf(c)
  const { email } = signedIn(c).viewer
  const done = await switchMobileApp(deps.realms, email, realmId, app.id, isDisabled, now)
  if (!done.ok) return errorPage(c, 'notFound')
  const flash = isDisabled ? 'connections.appDisabled' : 'connections.appEnabled'
  return redirect(c, appPath(realmKey, app.id), flash)
}
