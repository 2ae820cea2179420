/** Codes by the name that their issuer knows. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export interface CodeStatus {
  readonly isClaimed: boolean
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
}

/** @param uuid dashed, lower case @returns undefined where the realm has none of this name */
export async function readCodeStatus(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
): Promise<CodeStatus | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT claimed_at IS NOT NULL AS isClaimed, expires_at AS expiresAt, long_expires_at AS longExpiresAt
      FROM verification_codes WHERE realm_id = ?1 AND uuid = ?2`,
    )
    .bind(realmId, uuid)
    .first<{ isClaimed: number; expiresAt: UnixSeconds; longExpiresAt: UnixSeconds }>()
  return row === null ? undefined : { ...row, isClaimed: row.isClaimed === 1 }
}

/** Ends both lives of a code. Fails its batch (`isRefusal`) where it was claimed or has ended: then it is not to be recorded. */
export const expireCodeStatements = (
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
  now: UnixSeconds,
): readonly D1PreparedStatement[] =>
  [
    `SELECT json(CASE WHEN EXISTS (
      SELECT 1 FROM verification_codes WHERE realm_id = ?1 AND uuid = ?2 AND claimed_at IS NULL AND max(expires_at, long_expires_at) > ?3
    ) THEN '1' ELSE 'changed' END)`,
    `UPDATE verification_codes SET expires_at = min(expires_at, ?3), long_expires_at = min(long_expires_at, ?3)
    WHERE realm_id = ?1 AND uuid = ?2`,
  ].map((sql) => db.d1.prepare(sql).bind(realmId, uuid, now))
