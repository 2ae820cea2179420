/** Secrets that a job rotates. */

import { and, desc, isNotNull, isNull } from 'drizzle-orm'
import type { SecretType } from '../../../core/realms/secret-rotation.ts'
import type { VerificationDatabase } from '../database.ts'
import { secrets } from '../schema/secrets.ts'

export interface SecretRow {
  readonly id: number
  readonly type: SecretType
  readonly wrappedSecret: string
  readonly wrappingLabel: string
  readonly isActive: boolean
}

/** Those that something may be checked with, in the order of their use: active ones first, the newest first. */
export async function readSecretsInForce(db: VerificationDatabase): Promise<readonly SecretRow[]> {
  const rows = await db.orm
    .select({
      id: secrets.id,
      type: secrets.type,
      wrappedSecret: secrets.wrappedSecret,
      wrappingLabel: secrets.wrappingLabel,
      isActive: secrets.isActive,
    })
    .from(secrets)
    .where(and(isNull(secrets.deletedAt), isNotNull(secrets.wrappedSecret)))
    .orderBy(desc(secrets.isActive), desc(secrets.createdAt), desc(secrets.id))
  return rows.flatMap((row) =>
    row.wrappedSecret === null ? [] : [{ ...row, wrappedSecret: row.wrappedSecret }],
  )
}

/** Adds the first of its type, active, unless somebody else just did. */
export async function addFirstSecret(
  db: VerificationDatabase,
  secret: {
    readonly type: SecretType
    readonly wrappedSecret: string
    readonly wrappingLabel: string
    readonly createdAt: number
  },
): Promise<void> {
  const { type, wrappedSecret, wrappingLabel, createdAt } = secret
  await db.d1
    .prepare(
      `INSERT INTO secrets (type, wrapped_secret, wrapping_label, is_active, created_at, updated_at)
      SELECT ?1, ?2, ?3, 1, ?4, ?4
      WHERE NOT EXISTS (SELECT 1 FROM secrets WHERE type = ?1 AND deleted_at IS NULL)`,
    )
    .bind(type, wrappedSecret, wrappingLabel, createdAt)
    .run()
}
