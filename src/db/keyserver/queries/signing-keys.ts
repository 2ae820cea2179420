/** Signing keys and the names that phones know them by. */

import { desc, eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
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

/** All signers, newest first. */
export const readSigners = (db: KeyserverDatabase): Promise<readonly SignerRow[]> =>
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
    .orderBy(desc(signatureInfos.id))

export async function addSigningKey(
  db: KeyserverDatabase,
  key: Omit<typeof signingKeys.$inferInsert, 'id'>,
): Promise<void> {
  await db.orm.insert(signingKeys).values(key)
}
