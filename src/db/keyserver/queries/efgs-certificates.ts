/** Certificates of the members of our gateway. */

import { asc, eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { efgsCertificates } from '../schema/efgs-hub.ts'

export type EfgsCertificateRow = typeof efgsCertificates.$inferSelect

/** All of them, also those that were revoked. */
export const readEfgsCertificates = (
  db: KeyserverDatabase,
): Promise<readonly EfgsCertificateRow[]> =>
  db.orm
    .select()
    .from(efgsCertificates)
    .orderBy(asc(efgsCertificates.country), asc(efgsCertificates.createdAt))

/** @param thumbprint lower-case hexadecimal */
export async function readEfgsCertificate(
  db: KeyserverDatabase,
  thumbprint: string,
): Promise<EfgsCertificateRow | undefined> {
  const [row] = await db.orm
    .select()
    .from(efgsCertificates)
    .where(eq(efgsCertificates.thumbprint, thumbprint))
  return row
}

/** Fails where the thumbprint is there: one certificate has one type. */
export const insertEfgsCertificate = (
  db: KeyserverDatabase,
  row: EfgsCertificateRow,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO efgs_certificates
        (thumbprint, country, type, host, signature, pem, gateway_origins, created_at, revoked_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    )
    .bind(
      row.thumbprint,
      row.country,
      row.type,
      row.host,
      row.signature,
      row.pem,
      JSON.stringify(row.gatewayOrigins),
      row.createdAt,
      row.revokedAt,
    )

/** @param revokedAt the first one stays */
export const updateEfgsCertificateRevoked = (
  db: KeyserverDatabase,
  thumbprint: string,
  revokedAt: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE efgs_certificates SET revoked_at = coalesce(revoked_at, ?2) WHERE thumbprint = ?1',
    )
    .bind(thumbprint, revokedAt)

export const updateEfgsGatewayOrigins = (
  db: KeyserverDatabase,
  thumbprint: string,
  origins: readonly string[],
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE efgs_certificates SET gateway_origins = ?2 WHERE thumbprint = ?1')
    .bind(thumbprint, JSON.stringify(origins))
