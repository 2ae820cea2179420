/** Realms as rows, and as what the rest of the system sees of them. */

import {
  DEFAULT_REALM_SETTINGS,
  type Realm,
  type RealmSecretName,
  type RealmSettings,
} from '../../../core/realms/settings.ts'
import type { VerificationDatabase } from '../database.ts'

/** Columns of a realm `r`, with the ids of the keys that sign for it. */
export const REALM_COLUMNS = `r.id AS realm_id, r.name AS realm_name, r.region_code, r.is_e2e, r.settings, r.sealed_secrets,
  (SELECT id FROM realm_signing_keys WHERE realm_id = r.id AND purpose = 'certificate' AND is_active = 1) AS certificate_key_id,
  (SELECT id FROM realm_signing_keys WHERE realm_id = r.id AND purpose = 'sms' AND is_active = 1) AS sms_key_id`

export interface RealmRow {
  readonly realm_id: number
  readonly realm_name: string
  readonly region_code: string | null
  readonly is_e2e: number
  readonly settings: string
  readonly sealed_secrets: string
  readonly certificate_key_id: number | null
  readonly sms_key_id: number | null
}

/** Settings as stored: members that are missing have their defaults. */
export const settingsOf = (stored: string): RealmSettings => ({
  ...DEFAULT_REALM_SETTINGS,
  ...(JSON.parse(stored) as Partial<RealmSettings>),
})

export const realmOf = (row: RealmRow): Realm => ({
  id: row.realm_id,
  name: row.realm_name,
  regionCode: row.region_code ?? '',
  isE2e: row.is_e2e === 1,
  settings: settingsOf(row.settings),
  activeCertificateKeyId: row.certificate_key_id ?? undefined,
  activeSmsKeyId: row.sms_key_id ?? undefined,
  sealedSecrets: JSON.parse(row.sealed_secrets) as Partial<Record<RealmSecretName, string>>,
})

export async function readRealm(
  db: VerificationDatabase,
  realmId: number,
): Promise<Realm | undefined> {
  const row = await db.d1
    .prepare(`SELECT ${REALM_COLUMNS} FROM realms r WHERE r.id = ?1`)
    .bind(realmId)
    .first<RealmRow>()
  return row === null ? undefined : realmOf(row)
}

/** The one that the system itself is tried in. */
export async function readE2eRealm(db: VerificationDatabase): Promise<Realm | undefined> {
  const row = await db.d1
    .prepare(`SELECT ${REALM_COLUMNS} FROM realms r WHERE r.is_e2e = 1 ORDER BY r.id LIMIT 1`)
    .first<RealmRow>()
  return row === null ? undefined : realmOf(row)
}

/** All of them, by id. */
export async function readRealms(db: VerificationDatabase): Promise<readonly Realm[]> {
  const { results } = await db.d1
    .prepare(`SELECT ${REALM_COLUMNS} FROM realms r ORDER BY r.id`)
    .all<RealmRow>()
  return results.map(realmOf)
}

export interface NewRealm {
  readonly name: string
  /** '' for none. */
  readonly regionCode: string
  readonly isE2e: boolean
  readonly settings: Partial<RealmSettings>
  readonly sealedSecrets: Partial<Record<RealmSecretName, string>>
  readonly createdAt: number
}
