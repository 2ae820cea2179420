/** Statements that change realms and what belongs to them. Ids of new rows are given: see `realm-rows.ts`. */

import type { MobileApp } from '../../../core/realms/mobile-app.ts'
import type { RealmSecretName, RealmSettings } from '../../../core/realms/settings.ts'
import type { VerificationDatabase } from '../database.ts'
import type { NewRealmSigningKey, SigningPurpose } from './realm-signing-keys.ts'
import type { NewRealm } from './realms.ts'

export const insertRealm = (
  db: VerificationDatabase,
  id: number,
  realm: NewRealm,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO realms (id, name, folded_name, region_code, is_e2e, settings, sealed_secrets, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`,
    )
    .bind(
      id,
      realm.name,
      realm.name.toLowerCase(),
      realm.regionCode === '' ? null : realm.regionCode,
      realm.isE2e ? 1 : 0,
      JSON.stringify(realm.settings),
      JSON.stringify(realm.sealedSecrets),
      realm.createdAt,
    )

export const renameRealm = (
  db: VerificationDatabase,
  id: number,
  realm: Pick<NewRealm, 'name' | 'regionCode' | 'isE2e'>,
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE realms SET name = ?2, folded_name = ?3, region_code = ?4, is_e2e = ?5, updated_at = ?6 WHERE id = ?1',
    )
    .bind(
      id,
      realm.name,
      realm.name.toLowerCase(),
      realm.regionCode === '' ? null : realm.regionCode,
      realm.isE2e ? 1 : 0,
      now,
    )

/** Frees regions that other realms are about to take, so that two realms can change places in one batch. */
export const releaseRegions = (
  db: VerificationDatabase,
  ids: readonly number[],
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE realms SET region_code = NULL WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))

/**
 * Only what changed is written: the modeler and the feed of apps write theirs beside it.
 * @param changed by name; undefined: no longer set
 */
export function updateSettings(
  db: VerificationDatabase,
  id: number,
  changed: Partial<RealmSettings>,
  now: number,
): D1PreparedStatement {
  // One parameter for all of them: a statement takes a hundred.
  const kept = Object.entries(changed).filter(([, value]) => value !== undefined)
  const removed = Object.keys(changed).filter((name) => !kept.some(([other]) => other === name))
  return db.d1
    .prepare(
      `UPDATE realms SET updated_at = ?4, settings = (
        SELECT json_group_object(key, json(value)) FROM (
          SELECT key, CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
            WHEN 'object' THEN value WHEN 'array' THEN value ELSE json_quote(value) END AS value
          FROM json_each(realms.settings)
          WHERE key NOT IN (SELECT value FROM json_each(?3)) AND key NOT IN (SELECT key FROM json_each(?2))
          UNION ALL SELECT key, value FROM json_each(?2)
        )
      ) WHERE id = ?1`,
    )
    .bind(
      id,
      JSON.stringify(
        Object.fromEntries(kept.map(([name, value]) => [name, JSON.stringify(value)])),
      ),
      JSON.stringify(removed),
      now,
    )
}

/** @param sealed by name; null: no longer there; undefined: as it is */
export const updateSealedSecrets = (
  db: VerificationDatabase,
  id: number,
  sealed: { readonly [Name in RealmSecretName]?: string | null | undefined },
  now: number,
): D1PreparedStatement =>
  // A patch removes what is null in it.
  db.d1
    .prepare(
      'UPDATE realms SET sealed_secrets = json_patch(sealed_secrets, ?2), updated_at = ?3 WHERE id = ?1',
    )
    .bind(id, JSON.stringify(sealed), now)

export const insertApiKey = (
  db: VerificationDatabase,
  key: {
    readonly id: number
    readonly realmId: number
    readonly name: string
    readonly type: string
    readonly keyHash: string
    readonly preview: string
    readonly disabledAt: number | null
  },
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO api_keys (id, realm_id, name, type, key_hash, preview, disabled_at, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`,
    )
    .bind(key.id, key.realmId, key.name, key.type, key.keyHash, key.preview, key.disabledAt, now)

export const updateApiKey = (
  db: VerificationDatabase,
  id: number,
  key: { readonly name: string; readonly disabledAt: number | null },
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE api_keys SET name = ?2, disabled_at = ?3, updated_at = ?4 WHERE id = ?1')
    .bind(id, key.name, key.disabledAt, now)

/** @param disabledAt null: in use */
export const saveApp = (
  db: VerificationDatabase,
  app: MobileApp & {
    readonly id: number
    readonly realmId: number
    readonly disabledAt: number | null
  },
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO mobile_apps
        (id, realm_id, name, os, app_id, url, fingerprints, disable_redirect, is_headless, disabled_at, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
      ON CONFLICT (id) DO UPDATE SET name = ?3, os = ?4, app_id = ?5, url = ?6, fingerprints = ?7, disable_redirect = ?8,
        is_headless = ?9, disabled_at = ?10, updated_at = ?11`,
    )
    .bind(
      app.id,
      app.realmId,
      app.name,
      app.os,
      app.appId,
      app.url,
      JSON.stringify(app.fingerprints),
      app.disableRedirect ? 1 : 0,
      app.isHeadless ? 1 : 0,
      app.disabledAt,
      now,
    )

export const insertUser = (
  db: VerificationDatabase,
  user: { readonly id: number; readonly email: string; readonly name: string },
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'INSERT INTO users (id, email, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)',
    )
    .bind(user.id, user.email, user.name, now)

export const saveMembership = (
  db: VerificationDatabase,
  membership: {
    readonly userId: number
    readonly realmId: number
    readonly permissions: number
  },
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO memberships (user_id, realm_id, permissions, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)
      ON CONFLICT (user_id, realm_id) DO UPDATE SET permissions = ?3, updated_at = ?4`,
    )
    .bind(membership.userId, membership.realmId, membership.permissions, now)

export const deleteMembership = (
  db: VerificationDatabase,
  userId: number,
  realmId: number,
): D1PreparedStatement =>
  db.d1
    .prepare('DELETE FROM memberships WHERE user_id = ?1 AND realm_id = ?2')
    .bind(userId, realmId)

/** @param key its `keyId` is given: it was made of the id */
export const insertSigningKey = (
  db: VerificationDatabase,
  id: number,
  key: NewRealmSigningKey & { readonly keyId: string },
  isActive: boolean,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO realm_signing_keys
        (id, realm_id, purpose, key_id, wrapped_private_key, wrapping_label, public_key_pem, is_active, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)`,
    )
    .bind(
      id,
      key.realmId,
      key.purpose,
      key.keyId,
      key.wrappedPrivateKey,
      key.wrappingLabel,
      key.publicKeyPem,
      isActive ? 1 : 0,
      key.createdAt,
    )

/** Makes one key the one that signs, and all others of its realm and purpose not, in one statement. */
export const activateSigningKey = (
  db: VerificationDatabase,
  realmId: number,
  purpose: SigningPurpose,
  id: number,
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE realm_signing_keys SET is_active = (id = ?3), updated_at = ?4
      WHERE realm_id = ?1 AND purpose = ?2 AND is_active <> (id = ?3)
        AND EXISTS (SELECT 1 FROM realm_signing_keys WHERE id = ?3 AND realm_id = ?1 AND purpose = ?2 AND deleted_at IS NULL)`,
    )
    .bind(realmId, purpose, id, now)

/** Never the one that signs. */
export const destroySigningKey = (
  db: VerificationDatabase,
  id: number,
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE realm_signing_keys SET wrapped_private_key = NULL, deleted_at = ?2, updated_at = ?2
      WHERE id = ?1 AND is_active = 0 AND deleted_at IS NULL`,
    )
    .bind(id, now)
