/** Signing keys and the names that phones know them by. */

import { desc, eq, sql } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { exportConfigs } from '../schema/exports.ts'
import { signatureInfos, signingKeys } from '../schema/signing-keys.ts'

export interface SignerRow {
  readonly id: number
  readonly keyId: string
  readonly keyVersion: string
  readonly activatesAt: number
  readonly retiresAt: number | null
  readonly signingKeyName: string
  readonly wrappedPrivateKey: string
  readonly publicKeyPem: string
}

export type NewSigningKey = Omit<typeof signingKeys.$inferInsert, 'id'>
export type NewSignatureInfo = Omit<typeof signatureInfos.$inferInsert, 'id' | 'signingKeyId'>

const selectSigners = (db: KeyserverDatabase) =>
  db.orm
    .select({
      id: signatureInfos.id,
      keyId: signatureInfos.keyId,
      keyVersion: signatureInfos.keyVersion,
      activatesAt: signatureInfos.activatesAt,
      retiresAt: signatureInfos.retiresAt,
      signingKeyName: signingKeys.name,
      wrappedPrivateKey: signingKeys.wrappedPrivateKey,
      publicKeyPem: signingKeys.publicKeyPem,
    })
    .from(signatureInfos)
    .innerJoin(signingKeys, eq(signatureInfos.signingKeyId, signingKeys.id))

/** All signers, newest first. */
export const readSigners = (db: KeyserverDatabase): Promise<readonly SignerRow[]> =>
  selectSigners(db).orderBy(desc(signatureInfos.id))

/** Those of one export, in force or not, newest first. */
export const readConfigSigners = (
  db: KeyserverDatabase,
  configId: number,
): Promise<readonly SignerRow[]> =>
  selectSigners(db)
    .where(
      sql`${signatureInfos.id} IN (SELECT value FROM ${exportConfigs}, json_each(${exportConfigs.signatureInfoIds})
        WHERE ${exportConfigs.id} = ${configId})`,
    )
    .orderBy(desc(signatureInfos.id))

/** @returns false where the name is taken: nothing was written */
export async function insertSigningKey(
  db: KeyserverDatabase,
  key: NewSigningKey,
): Promise<boolean> {
  const { meta } = await db.orm.insert(signingKeys).values(key).onConflictDoNothing()
  return meta.changes === 1
}

/** @returns its id; undefined where no signing key has that name */
export async function insertSignatureInfo(
  db: KeyserverDatabase,
  signingKeyName: string,
  info: NewSignatureInfo,
): Promise<number | undefined> {
  const row = await db.d1
    .prepare(
      `INSERT INTO signature_infos (signing_key_id, key_id, key_version, activates_at, retires_at)
      SELECT id, ?2, ?3, ?4, ?5 FROM signing_keys WHERE name = ?1 RETURNING id`,
    )
    .bind(signingKeyName, info.keyId, info.keyVersion, info.activatesAt, info.retiresAt ?? null)
    .first<{ id: number }>()
  return row?.id
}

/** @returns false where there is no such signer */
export async function setRetirement(
  db: KeyserverDatabase,
  signatureInfoId: number,
  retiresAt: number | null,
): Promise<boolean> {
  const { meta } = await db.orm
    .update(signatureInfos)
    .set({ retiresAt })
    .where(eq(signatureInfos.id, signatureInfoId))
  return meta.changes === 1
}
