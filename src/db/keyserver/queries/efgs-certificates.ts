/** Certificates of the members of our gateway. */

import { asc } from 'drizzle-orm'
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
