/** Keys of health authorities as rows: read, and changed together with their record in the audit log. */

import { asc, eq, isNotNull } from 'drizzle-orm'
import type { AuditEntry } from '../../../core/audit/chain.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { auditedBatch } from '../../audit/queries.ts'
import type { KeyserverDatabase } from '../database.ts'
import { healthAuthorities, healthAuthorityKeys } from '../schema/health-authorities.ts'

export type HealthAuthorityKeyRow = typeof healthAuthorityKeys.$inferSelect

/** Authorities that publish their keys. */
export async function readPolledAuthorities(
  db: KeyserverDatabase,
): Promise<readonly { id: number; issuer: string; jwksUri: string }[]> {
  const { id, issuer, jwksUri } = healthAuthorities
  const rows = await db.orm
    .select({ id, issuer, jwksUri })
    .from(healthAuthorities)
    .where(isNotNull(jwksUri))
    .orderBy(asc(id))
  return rows.flatMap((row) => (row.jwksUri ? [{ ...row, jwksUri: row.jwksUri }] : []))
}

export const readAuthorityKeys = (
  db: KeyserverDatabase,
  healthAuthorityId: number,
): Promise<readonly HealthAuthorityKeyRow[]> =>
  db.orm
    .select()
    .from(healthAuthorityKeys)
    .where(eq(healthAuthorityKeys.healthAuthorityId, healthAuthorityId))
    .orderBy(asc(healthAuthorityKeys.version))

/** @returns id of the authority; undefined where there is none with this issuer */
export async function findAuthorityId(
  db: KeyserverDatabase,
  issuer: string,
): Promise<number | undefined> {
  const [row] = await db.orm
    .select({ id: healthAuthorities.id })
    .from(healthAuthorities)
    .where(eq(healthAuthorities.issuer, issuer))
  return row?.id
}

/** One change of one key, told with the times that its row had when the change was decided. */
export type KeyChange =
  | {
      readonly kind: 'add'
      readonly version: string
      readonly publicKeyPem: string
      readonly validFrom: UnixSeconds
    }
  | {
      readonly kind: 'set'
      readonly version: string
      readonly was: KeyTimes
      readonly becomes: KeyTimes
    }
  | { readonly kind: 'forget'; readonly version: string; readonly was: KeyTimes }

/** Unix seconds; null for no end. */
export interface KeyTimes {
  readonly validFrom: number
  readonly validThru: number | null
}

/** Fails, and the batch with it, where a row is no longer as it was: the error is SQLite's "malformed JSON". */
const EXPECT_ROWS = `
SELECT json(CASE WHEN (
  SELECT count(*) FROM json_each(?2) AS expected JOIN health_authority_keys AS found
  ON found.health_authority_id = ?1
    AND found.version = expected.value ->> 0
    AND found.valid_from = expected.value ->> 1
    AND found.valid_thru IS expected.value ->> 2
) = json_array_length(?2) THEN '1' ELSE 'a key was changed by others' END)`

/**
 * Makes changes and records them, all or nothing.
 * @param entries one for each change
 * @throws also where a row was changed since it was read, or a version was added: read again then
 */
export async function writeKeyChanges(
  db: KeyserverDatabase,
  now: UnixSeconds,
  healthAuthorityId: number,
  changes: readonly KeyChange[],
  entries: readonly AuditEntry[],
): Promise<void> {
  const expected = changes.flatMap((change) =>
    change.kind === 'add' ? [] : [[change.version, change.was.validFrom, change.was.validThru]],
  )
  await auditedBatch(db, now, entries, [
    db.d1.prepare(EXPECT_ROWS).bind(healthAuthorityId, JSON.stringify(expected)),
    ...changes.map((change) => statementOf(db, healthAuthorityId, change)),
  ])
}

function statementOf(
  db: KeyserverDatabase,
  authority: number,
  change: KeyChange,
): D1PreparedStatement {
  switch (change.kind) {
    case 'add':
      return db.d1
        .prepare(
          `INSERT INTO health_authority_keys
            (health_authority_id, version, valid_from, public_key_pem, is_polled) VALUES (?1, ?2, ?3, ?4, 1)`,
        )
        .bind(authority, change.version, change.validFrom, change.publicKeyPem)
    case 'set':
      return db.d1
        .prepare(
          'UPDATE health_authority_keys SET valid_from = ?3, valid_thru = ?4 WHERE health_authority_id = ?1 AND version = ?2',
        )
        .bind(authority, change.version, change.becomes.validFrom, change.becomes.validThru)
    case 'forget':
      return db.d1
        .prepare(
          'DELETE FROM health_authority_keys WHERE health_authority_id = ?1 AND version = ?2',
        )
        .bind(authority, change.version)
  }
}
