/** Changes of API keys. */

import { type ApiKeyType, makeApiKey } from '../../core/realms/api-key.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import { insertApiKey, updateApiKey } from '../../db/verification/queries/realm-statements.ts'
import { type NextId, type RealmChange, type RealmDeps, realmChange } from './change-realms.ts'
import { apiKeySecrets } from './secret-keyring.ts'

export type ApiKeyRow = RealmRows['apiKeys'][number]

export interface CreatedApiKey {
  readonly id: number
  readonly name: string
  readonly type: ApiKeyType
  /** To be shown once: it is kept nowhere. */
  readonly key: string
}

export async function planNewApiKey(
  deps: Pick<RealmDeps, 'db' | 'secretKeyring' | 'randomBytes'>,
  by: { readonly actor: string; readonly realmId: number },
  { name, type }: { readonly name: string; readonly type: ApiKeyType },
  nextId: NextId,
  now: UnixSeconds,
): Promise<{ readonly created: CreatedApiKey; readonly change: RealmChange }> {
  const keyring = await deps.secretKeyring(now)
  const secrets = apiKeySecrets(keyring)
  const { text, keyHash, preview } = await makeApiKey(by.realmId, secrets, deps.randomBytes)
  const id = nextId('api_keys')
  const row = { id, realmId: by.realmId, name, type, keyHash, preview, disabledAt: null }
  return {
    created: { id, name, type, key: text },
    change: realmChange(
      by,
      'api_key.create',
      `api-keys/${id}`,
      { [`apiKeys[${name}]`]: { to: { type } } },
      [insertApiKey(deps.db, row, now)],
    ),
  }
}

export const planApiKeySwitch = (
  { db }: Pick<RealmDeps, 'db'>,
  by: { readonly actor: string; readonly realmId: number },
  key: ApiKeyRow,
  isDisabled: boolean,
  now: UnixSeconds,
): readonly RealmChange[] => {
  if ((key.disabledAt !== null) === isDisabled) return []
  const row = { name: key.name, disabledAt: isDisabled ? now : null }
  return [
    realmChange(
      by,
      isDisabled ? 'api_key.disable' : 'api_key.enable',
      `api-keys/${key.id}`,
      { [`apiKeys[${key.name}].disabled`]: { from: !isDisabled, to: isDisabled } },
      [updateApiKey(db, key.id, row, now)],
    ),
  ]
}

export const planApiKeyName = (
  { db }: Pick<RealmDeps, 'db'>,
  by: { readonly actor: string; readonly realmId: number },
  key: ApiKeyRow,
  name: string,
  now: UnixSeconds,
): readonly RealmChange[] =>
  name === key.name
    ? []
    : [
        realmChange(
          by,
          'api_key.rename',
          `api-keys/${key.id}`,
          { [`apiKeys[${key.name}].name`]: { from: key.name, to: name } },
          [updateApiKey(db, key.id, { name, disabledAt: key.disabledAt }, now)],
        ),
      ]
