/** A realm's API keys. */

import { mayDo } from '../../../core/realms/realm-actions.ts'
import { listApiKeys } from '../../../db/verification/queries/console-api-keys.ts'
import { ApiKeyListPage } from '../../../ui/pages/connections/api-key-list.tsx'
import { type ConsoleContext, membershipOf } from '../context.ts'
import { page } from '../page.tsx'
import { afterOf } from '../path-id.ts'
import { apiKeyPath, apiKeysPath, newApiKeyPath } from './paths.ts'

const PAGE_SIZE = 50

export async function listKeys(c: ConsoleContext) {
  const { realmId, realmKey, permissions } = membershipOf(c)
  const after = afterOf(c)
  const { db } = c.get('deps').realms
  const keys = await listApiKeys(db, realmId, after, PAGE_SIZE + 1)
  const shown = keys.slice(0, PAGE_SIZE)
  const path = apiKeysPath(realmKey)
  return page(c, {
    title: c.get('copy').connections.apiKeys.title,
    body: (
      <ApiKeyListPage
        rows={shown.map((key) => ({ ...key, href: apiKeyPath(realmKey, key.id) }))}
        newHref={mayDo(permissions, 'change API keys') ? newApiKeyPath(realmKey) : undefined}
        firstHref={after === undefined ? undefined : path}
        nextHref={keys.length > PAGE_SIZE ? `${path}?after=${shown.at(-1)?.id}` : undefined}
      />
    ),
  })
}
