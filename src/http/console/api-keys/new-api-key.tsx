/** Making an API key: the form, and the key, which is sealed to the session that made it. */

import { API_KEY_TYPES } from '../../../core/realms/api-key.ts'
import { addSeconds } from '../../../core/time.ts'
import { seal } from '../../../flows/console/sealed-texts.ts'
import { createApiKey } from '../../../flows/verification/api-keys.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { type NewApiKey, NewApiKeyPage } from '../../../ui/pages/connections/new-api-key.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { refuseOldProof } from '../fresh-proof.ts'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { nameError } from './name-error.ts'
import { apiKeyPath, apiKeysPath, newApiKeyPath } from './paths.ts'
import { sealName } from './shown-key.ts'

/** How long the session that made a key can see it. */
const SHOWN_SECONDS = 900

export async function showNewKey(c: ConsoleContext) {
  const refusal = await refuseOldProof(c, newApiKeyPath(membershipOf(c).realmKey))
  return refusal ?? formPage(c, { name: '', type: 'device' }, [])
}

export async function makeKey(c: ConsoleContext) {
  const { realmId, realmKey } = membershipOf(c)
  const refusal = await refuseOldProof(c, newApiKeyPath(realmKey))
  if (refusal !== undefined) return refusal
  const { deps, now, copy } = c.var
  const form = readForm(c)
  const typed = { name: form.get('name') ?? '', type: form.get('type') ?? '' }
  const type = API_KEY_TYPES.find((known) => known === typed.type)
  if (type === undefined)
    return formPage(c, typed, [{ field: 'type', text: copy.connections.apiKeys.problems.noType }])
  return onceOnly(c, async () => {
    const session = signedIn(c)
    const { email } = session.viewer
    const input = { name: typed.name, type }
    const made = await createApiKey(deps.realms, email, realmId, input, now)
    if (!made.ok) {
      const error = nameError(c, made.failure)
      return error === undefined ? errorPage(c, 'notFound') : formPage(c, typed, [error])
    }
    const { id, key } = made.value
    const until = addSeconds(now, SHOWN_SECONDS)
    await seal(deps.people, session, sealName(realmId, id), key, until)
    return redirect(c, apiKeyPath(realmKey, id))
  })
}

function formPage(c: ConsoleContext, typed: NewApiKey['typed'], errors: readonly FieldError[]) {
  const { apiKeys } = c.get('copy').connections
  const path = apiKeysPath(membershipOf(c).realmKey)
  return page(c, {
    title: apiKeys.form.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    breadcrumb: [{ href: path, label: apiKeys.title }],
    body: <NewApiKeyPage typed={typed} errors={errors} back={path} />,
  })
}
