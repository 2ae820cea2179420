/** Keys that sign certificates and texts, of realms and (realm 0) of the system. */

import { and, desc, eq, isNull } from 'drizzle-orm'
import type { VerificationDatabase } from '../database.ts'
import { realmSigningKeys } from '../schema/secrets.ts'

export const SYSTEM_REALM_ID = 0

export type SigningPurpose = 'certificate' | 'sms'

export type RealmSigningKeyRow = typeof realmSigningKeys.$inferSelect

export const readRealmSigningKey = async (
  db: VerificationDatabase,
  id: number,
): Promise<RealmSigningKeyRow | undefined> =>
  (await db.orm.select().from(realmSigningKeys).where(eq(realmSigningKeys.id, id)))[0]

/** Those that are not deleted, newest first. */
export const readRealmSigningKeys = (
  db: VerificationDatabase,
  realmId: number,
  purpose: SigningPurpose,
): Promise<readonly RealmSigningKeyRow[]> =>
  db.orm
    .select()
    .from(realmSigningKeys)
    .where(
      and(
        eq(realmSigningKeys.realmId, realmId),
        eq(realmSigningKeys.purpose, purpose),
        isNull(realmSigningKeys.deletedAt),
      ),
    )
    .orderBy(desc(realmSigningKeys.id))

export interface NewRealmSigningKey {
  readonly realmId: number
  readonly purpose: SigningPurpose
  /** undefined: "r<realm>v<id>", with "sms" after it for texts. */
  readonly keyId: string | undefined
  readonly wrappedPrivateKey: string
  readonly wrappingLabel: string
  readonly publicKeyPem: string
  readonly createdAt: number
}

/**
 * Adds a key: active if it is the first of its realm and purpose, else to be activated. Answers with its id, and with no row
 * where its name is taken.
 * The id is known only once the row is there, so the key's name is made of it in the same statement.
 */
export const insertRealmSigningKeyStatement = (
  db: VerificationDatabase,
  key: NewRealmSigningKey,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO realm_signing_keys
        (id, realm_id, purpose, key_id, wrapped_private_key, wrapping_label, public_key_pem, is_active, created_at, updated_at)
      SELECT next.id, ?1, ?2,
        coalesce(?3, 'r' || CAST(?1 AS INTEGER) || 'v' || next.id || CASE ?2 WHEN 'sms' THEN 'sms' ELSE '' END), ?4, ?5, ?6,
        NOT EXISTS (SELECT 1 FROM realm_signing_keys WHERE realm_id = ?1 AND purpose = ?2 AND is_active = 1), ?7, ?7
      FROM (SELECT max(
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'realm_signing_keys'), 0),
        coalesce((SELECT max(id) FROM realm_signing_keys), 0)) + 1 AS id) AS next
      WHERE true ON CONFLICT (key_id) DO NOTHING
      RETURNING id, key_id`,
    )
    .bind(
      key.realmId,
      key.purpose,
      key.keyId ?? null,
      key.wrappedPrivateKey,
      key.wrappingLabel,
      key.publicKeyPem,
      key.createdAt,
    )
