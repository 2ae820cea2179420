/** Keys of apps and integrators: made, renamed, disabled, enabled. A key that is disabled is refused from the next request on. */

import type { ApiKeyType } from '../../core/realms/api-key.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import { changeRealms, nextIds, type RealmChange, type RealmDeps } from './change-realms.ts'
import {
  type ApiKeyRow,
  type CreatedApiKey,
  planApiKeyName,
  planApiKeySwitch,
  planNewApiKey,
} from './plan-api-keys.ts'

export type ApiKeyFailure =
  | { readonly reason: 'no_such_realm' }
  | { readonly reason: 'no_such_key' }
  | { readonly reason: 'name_missing' }
  | { readonly reason: 'name_too_long' }
  | { readonly reason: 'name_taken' }

const MAX_NAME = 100

export const checkApiKeyName = (name: string): ApiKeyFailure | undefined => {
  if (name === '') return { reason: 'name_missing' }
  return name.length > MAX_NAME ? { reason: 'name_too_long' } : undefined
}

export async function createApiKey(
  deps: Pick<RealmDeps, 'db' | 'secretKeyring' | 'randomBytes'>,
  actor: string,
  realmId: number,
  input: { readonly name: string; readonly type: ApiKeyType },
  now: UnixSeconds,
): Promise<Result<CreatedApiKey, ApiKeyFailure>> {
  const name = input.name.trim()
  const failure = checkApiKeyName(name)
  if (failure !== undefined) return fail(failure)
  return changeRealms<CreatedApiKey, ApiKeyFailure>(deps.db, realmId, now, async (rows) => {
    if (!rows.realms.some(({ id }) => id === realmId)) return fail({ reason: 'no_such_realm' })
    if (rows.apiKeys.some((key) => key.name === name)) return fail({ reason: 'name_taken' })
    const by = { actor, realmId }
    const { created, change } = await planNewApiKey(
      deps,
      by,
      { name, type: input.type },
      nextIds(rows),
      now,
    )
    return succeed({ value: created, changes: [change] })
  })
}

export async function renameApiKey(
  deps: Pick<RealmDeps, 'db'>,
  actor: string,
  realmId: number,
  keyId: number,
  newName: string,
  now: UnixSeconds,
): Promise<Result<undefined, ApiKeyFailure>> {
  const name = newName.trim()
  const failure = checkApiKeyName(name)
  if (failure !== undefined) return fail(failure)
  return changeKey(deps, realmId, keyId, now, (key, rows) =>
    rows.apiKeys.some((other) => other.id !== keyId && other.name === name)
      ? fail({ reason: 'name_taken' })
      : succeed(planApiKeyName(deps, { actor, realmId }, key, name, now)),
  )
}

/** @param isDisabled false: it is in force again */
export const switchApiKey = (
  deps: Pick<RealmDeps, 'db'>,
  actor: string,
  realmId: number,
  keyId: number,
  isDisabled: boolean,
  now: UnixSeconds,
): Promise<Result<undefined, ApiKeyFailure>> =>
  changeKey(deps, realmId, keyId, now, (key) =>
    succeed(planApiKeySwitch(deps, { actor, realmId }, key, isDisabled, now)),
  )

const changeKey = (
  { db }: Pick<RealmDeps, 'db'>,
  realmId: number,
  keyId: number,
  now: UnixSeconds,
  plan: (key: ApiKeyRow, rows: RealmRows) => Result<readonly RealmChange[], ApiKeyFailure>,
): Promise<Result<undefined, ApiKeyFailure>> =>
  changeRealms<undefined, ApiKeyFailure>(db, realmId, now, async (rows) => {
    const key = rows.apiKeys.find(({ id }) => id === keyId)
    if (key === undefined) return fail({ reason: 'no_such_key' })
    const planned = plan(key, rows)
    return planned.ok
      ? succeed({ value: undefined, changes: planned.value })
      : fail(planned.failure)
  })
