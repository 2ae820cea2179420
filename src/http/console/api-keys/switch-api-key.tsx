/** Taking an API key out of force, and back. */

import { switchApiKey } from '../../../flows/verification/api-keys.ts'
import { DisableApiKeyPage } from '../../../ui/pages/connections/disable-api-key.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { refuseOldProof } from '../fresh-proof.ts'
import { page, redirect } from '../page.tsx'
import { findKey } from './api-key.tsx'
import { apiKeyPath, apiKeysPath } from './paths.ts'

export async function askToDisable(c: ConsoleContext) {
  const key = await findKey(c)
  if (key === undefined) return errorPage(c, 'notFound')
  const { realmKey } = membershipOf(c)
  const path = apiKeyPath(realmKey, key.id)
  if (key.disabledAt !== null) return redirect(c, path)
  const refusal = await refuseOldProof(c, `${path}/disable`)
  if (refusal !== undefined) return refusal
  const { apiKeys } = c.get('copy').connections
  return page(c, {
    title: apiKeys.disable.title,
    breadcrumb: [
      { href: apiKeysPath(realmKey), label: apiKeys.title },
      { href: path, label: key.name },
    ],
    body: <DisableApiKeyPage apiKey={key} path={path} />,
    focus: 'heading',
  })
}

export const disableKey = (c: ConsoleContext) => switchKey(c, true)
export const enableKey = (c: ConsoleContext) => switchKey(c, false)

async function switchKey(c: ConsoleContext, isDisabled: boolean): Promise<Response> {
  const key = await findKey(c)
  if (key === undefined) return errorPage(c, 'notFound')
  const { realmId, realmKey } = membershipOf(c)
  const path = apiKeyPath(realmKey, key.id)
  const refusal = await refuseOldProof(c, isDisabled ? `${path}/disable` : path)
  if (refusal !== undefined) return refusal
  const { deps, now } = c.var
  const { email } = signedIn(c).viewer
  const done = await switchApiKey(deps.realms, email, realmId, key.id, isDisabled, now)
  if (!done.ok) return errorPage(c, 'notFound')
  return redirect(c, path, isDisabled ? 'connections.keyDisabled' : 'connections.keyEnabled')
}
