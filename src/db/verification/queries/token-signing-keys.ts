/** Keys that sign verification tokens. */

import { desc } from 'drizzle-orm'
import type { VerificationDatabase } from '../database.ts'
import { tokenSigningKeys } from '../schema/secrets.ts'

export type TokenSigningKeyRow = typeof tokenSigningKeys.$inferSelect

/** All that are left, the one that signs first, the newest first. */
export const readTokenSigningKeys = (
  db: VerificationDatabase,
): Promise<readonly TokenSigningKeyRow[]> =>
  db.orm
    .select()
    .from(tokenSigningKeys)
    .orderBy(desc(tokenSigningKeys.isActive), desc(tokenSigningKeys.createdAt))

/** Adds the first, unless somebody else just did. */
export async function addFirstTokenSigningKey(
  db: VerificationDatabase,
  key: {
    readonly id: string
    readonly wrappedPrivateKey: string
    readonly publicKeyPem: string
    readonly createdAt: number
  },
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO token_signing_keys (id, wrapped_private_key, public_key_pem, is_active, created_at, updated_at)
      SELECT ?1, ?2, ?3, 1, ?4, ?4 WHERE NOT EXISTS (SELECT 1 FROM token_signing_keys WHERE is_active = 1)`,
    )
    .bind(key.id, key.wrappedPrivateKey, key.publicKeyPem, key.createdAt)
    .run()
}
