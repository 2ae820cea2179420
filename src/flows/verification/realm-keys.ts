/** Signing keys of a realm by hand: made, put in force, destroyed. */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import type { SigningPurpose } from '../../db/verification/queries/realm-signing-keys.ts'
import { changeRealms, nextIds, type RealmChange, type RealmDeps } from './change-realms.ts'
import {
  liveKeys,
  MAX_LIVE_KEYS,
  planActivation,
  planDestruction,
  planNewKey,
  type SigningKeyRow,
} from './plan-signing-keys.ts'
import { makeRealmSigningKey } from './realm-signing-keys.ts'

export type RealmKeyFailure =
  | { readonly reason: 'no_such_realm' }
  | { readonly reason: 'no_such_key' }
  | { readonly reason: 'too_many_keys' }
  | { readonly reason: 'key_is_active' }

/** What operators of key servers ask for. */
export interface RealmKey {
  readonly id: number
  /** `kid`. */
  readonly keyId: string
  readonly publicKeyPem: string
  readonly isActive: boolean
}

/** Active where it is the first, else to be activated once the key server knows it. */
export async function createRealmKey(
  deps: Pick<RealmDeps, 'db' | 'secretBox' | 'randomBytes'>,
  actor: string,
  realmId: number,
  purpose: SigningPurpose,
  now: UnixSeconds,
): Promise<Result<RealmKey, RealmKeyFailure>> {
  return changeRealms<RealmKey, RealmKeyFailure>(deps.db, realmId, now, async (rows) => {
    if (!rows.realms.some(({ id }) => id === realmId)) return fail({ reason: 'no_such_realm' })
    const live = liveKeys(rows, realmId, purpose)
    if (live.length >= MAX_LIVE_KEYS) return fail({ reason: 'too_many_keys' })
    const key = await makeRealmSigningKey(deps, realmId, purpose, undefined, now)
    const isActive = !live.some((other) => other.isActive)
    const { row, change } = planNewKey(deps, actor, key, isActive, nextIds(rows))
    return succeed({ value: realmKeyOf(row), changes: [change] })
  })
}

export const activateRealmKey = (
  deps: Pick<RealmDeps, 'db'>,
  actor: string,
  realmId: number,
  keyId: number,
  now: UnixSeconds,
): Promise<Result<undefined, RealmKeyFailure>> =>
  changeKey(deps, realmId, keyId, now, (key) =>
    succeed(key.isActive ? [] : [planActivation(deps, actor, key, now)]),
  )

/** For ever. Certificates that it signed can't be checked any more once it is out of the published set. */
export const destroyRealmKey = (
  deps: Pick<RealmDeps, 'db'>,
  actor: string,
  realmId: number,
  keyId: number,
  now: UnixSeconds,
): Promise<Result<undefined, RealmKeyFailure>> =>
  changeKey(deps, realmId, keyId, now, (key) =>
    key.isActive
      ? fail({ reason: 'key_is_active' })
      : succeed([planDestruction(deps, actor, key, now)]),
  )

export const realmKeysOf = (
  rows: Pick<RealmRows, 'signingKeys'>,
  realmId: number,
  purpose: SigningPurpose,
): readonly RealmKey[] => liveKeys(rows, realmId, purpose).map(realmKeyOf)

const realmKeyOf = ({ id, keyId, publicKeyPem, isActive }: SigningKeyRow): RealmKey => ({
  id,
  keyId,
  publicKeyPem,
  isActive,
})

const changeKey = (
  { db }: Pick<RealmDeps, 'db'>,
  realmId: number,
  keyId: number,
  now: UnixSeconds,
  plan: (key: SigningKeyRow) => Result<readonly RealmChange[], RealmKeyFailure>,
): Promise<Result<undefined, RealmKeyFailure>> =>
  changeRealms<undefined, RealmKeyFailure>(db, realmId, now, async (rows) => {
    const key = rows.signingKeys.find(
      (row) => row.id === keyId && row.realmId === realmId && row.deletedAt === null,
    )
    if (key === undefined) return fail({ reason: 'no_such_key' })
    const planned = plan(key)
    return planned.ok
      ? succeed({ value: undefined, changes: planned.value })
      : fail(planned.failure)
  })
