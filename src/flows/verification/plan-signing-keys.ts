/** Changes of the keys that sign a realm's certificates and texts, and the system's certificates. */

import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import {
  type NewRealmSigningKey,
  type SigningPurpose,
  SYSTEM_REALM_ID,
} from '../../db/verification/queries/realm-signing-keys.ts'
import {
  activateSigningKey,
  destroySigningKey,
  insertSigningKey,
} from '../../db/verification/queries/realm-statements.ts'
import { type NextId, type RealmChange, type RealmDeps, realmChange } from './change-realms.ts'

export type SigningKeyRow = RealmRows['signingKeys'][number]

/** Keys of a realm and purpose that are not destroyed. */
export const MAX_LIVE_KEYS = 5

export const liveKeys = (
  rows: Pick<RealmRows, 'signingKeys'>,
  realmId: number,
  purpose: SigningPurpose,
): readonly SigningKeyRow[] =>
  rows.signingKeys.filter(
    (key) => key.realmId === realmId && key.purpose === purpose && key.deletedAt === null,
  )

const listOf = (purpose: SigningPurpose): string =>
  purpose === 'sms' ? 'smsKeys' : 'certificateKeys'
const pathOf = (purpose: SigningPurpose, keyId: string): string =>
  `${purpose === 'sms' ? 'sms-keys' : 'certificate-keys'}/${keyId}`

const byOf = (actor: string, { realmId }: { readonly realmId: number }) => ({ actor, realmId })

/** The system's keys are no realm's. */
function keyChange(
  actor: string,
  key: { readonly realmId: number; readonly purpose: SigningPurpose; readonly keyId: string },
  action: string,
  fields: RealmChange['fields'],
  statements: readonly D1PreparedStatement[],
): RealmChange {
  const change = realmChange(
    byOf(actor, key),
    action,
    pathOf(key.purpose, key.keyId),
    fields,
    statements,
  )
  if (key.realmId !== SYSTEM_REALM_ID) return change
  return {
    ...change,
    entry: { ...change.entry, subject: `system/${pathOf(key.purpose, key.keyId)}` },
  }
}

export function planNewKey(
  { db }: Pick<RealmDeps, 'db'>,
  actor: string,
  key: NewRealmSigningKey,
  isActive: boolean,
  nextId: NextId,
): { readonly row: SigningKeyRow; readonly change: RealmChange } {
  const id = nextId('realm_signing_keys')
  const { realmId, purpose, publicKeyPem } = key
  const keyId = key.keyId ?? `r${realmId}v${id}${purpose === 'sms' ? 'sms' : ''}`
  const row = { id, realmId, purpose, keyId, publicKeyPem, isActive, deletedAt: null }
  const fields = { [`${listOf(purpose)}[${keyId}]`]: { to: { publicKeyPem, isActive } } }
  return {
    row,
    change: keyChange(actor, row, 'realm_signing_key.create', fields, [
      insertSigningKey(db, id, { ...key, keyId }, isActive),
    ]),
  }
}

export const planActivation = (
  { db }: Pick<RealmDeps, 'db'>,
  actor: string,
  key: SigningKeyRow,
  now: UnixSeconds,
): RealmChange =>
  keyChange(
    actor,
    key,
    'realm_signing_key.activate',
    { [`${listOf(key.purpose)}[${key.keyId}].isActive`]: { from: false, to: true } },
    [activateSigningKey(db, key.realmId, key.purpose, key.id, now)],
  )

export const planDestruction = (
  { db }: Pick<RealmDeps, 'db'>,
  actor: string,
  key: SigningKeyRow,
  now: UnixSeconds,
): RealmChange =>
  keyChange(
    actor,
    key,
    'realm_signing_key.destroy',
    { [`${listOf(key.purpose)}[${key.keyId}]`]: { from: { publicKeyPem: key.publicKeyPem } } },
    [destroySigningKey(db, key.id, now)],
  )
