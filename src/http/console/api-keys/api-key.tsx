/** One API key: what is known of it, its name, and the key itself for as long as whoever made it wants to see it. */

import { mayDo } from '../../../core/realms/realm-actions.ts'
import { readShownApiKey } from '../../../db/verification/queries/console-api-keys.ts'
import { erase, open } from '../../../flows/console/sealed-texts.ts'
import { renameApiKey } from '../../../flows/verification/api-keys.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { ApiKeyPage } from '../../../ui/pages/connections/api-key.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { refuseOldProof } from '../fresh-proof.ts'
import { page, redirect } from '../page.tsx'
import { idOf } from '../path-id.ts'
import { nameError } from './name-error.ts'
import { apiKeyPath, apiKeysPath } from './paths.ts'
import { sealName } from './shown-key.ts'

export async function showApiKey(c: ConsoleContext) {
  return keyPage(c, undefined, [])
}

/** @param typed a name that was not taken; undefined: as it is */
async function keyPage(
  c: ConsoleContext,
  typed: string | undefined,
  errors: readonly FieldError[],
): Promise<Response> {
  const key = await findKey(c)
  if (key === undefined) return errorPage(c, 'notFound')
  const { deps, now, copy } = c.var
  const { realmId, realmKey, permissions } = membershipOf(c)
  const { apiKeys } = copy.connections
  const text = await open(deps.people, signedIn(c), sealName(realmId, key.id), now)
  return page(c, {
    title: text === undefined ? apiKeys.keyTitle : apiKeys.made.title,
    heading: text === undefined ? key.name : apiKeys.made.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    breadcrumb: [{ href: apiKeysPath(realmKey), label: apiKeys.title }],
    body: (
      <ApiKeyPage
        apiKey={key}
        text={text}
        typedName={typed ?? key.name}
        canChange={mayDo(permissions, 'change API keys')}
        path={apiKeyPath(realmKey, key.id)}
        errors={errors}
      />
    ),
    ...(errors.length === 0 && { focus: 'heading' }),
  })
}

export async function findKey(c: ConsoleContext) {
  const id = idOf(c)
  if (id === undefined) return undefined
  return readShownApiKey(c.get('deps').realms.db, membershipOf(c).realmId, id)
}

export async function renameKey(c: ConsoleContext) {
  const { realmId, realmKey } = membershipOf(c)
  const id = idOf(c)
  if (id === undefined) return errorPage(c, 'notFound')
  const path = apiKeyPath(realmKey, id)
  const refusal = await refuseOldProof(c, path)
  if (refusal !== undefined) return refusal
  const { deps, now } = c.var
  const { email } = signedIn(c).viewer
  const name = readForm(c).get('name') ?? ''
  const renamed = await renameApiKey(deps.realms, email, realmId, id, name, now)
  if (renamed.ok) return redirect(c, path, 'connections.keyRenamed')
  const error = nameError(c, renamed.failure)
  return error === undefined ? errorPage(c, 'notFound') : keyPage(c, name, [error])
}

/** The key is shown no more, also to whoever comes back to the page. */
export async function saidSaved(c: ConsoleContext) {
  const key = await findKey(c)
  if (key === undefined) return errorPage(c, 'notFound')
  const { realmId, realmKey } = membershipOf(c)
  await erase(c.get('deps').people, signedIn(c), sealName(realmId, key.id))
  return redirect(c, apiKeyPath(realmKey, key.id), 'connections.keySaved')
}
