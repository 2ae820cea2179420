/**
 * Rotation of secrets and keys. A plan is made from rows that were read, and written only while they are still those rows: a
 * batch begins with a statement that fails where another run was faster.
 */

import type { AuditEntry } from '../../../core/audit/chain.ts'
import type { SecretState, SecretType } from '../../../core/realms/secret-rotation.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { auditedBatch } from '../../audit/queries.ts'
import type { VerificationDatabase } from '../database.ts'

/** Rows that rotate together, with the column that a stale plan fails on. */
export interface RotatingRows {
  readonly table: 'secrets' | 'token_signing_keys' | 'realm_signing_keys'
  readonly wrapped: 'wrapped_secret' | 'wrapped_private_key'
  readonly guard: 'type' | 'public_key_pem' | 'key_id'
  /** SQL over the parameter ?1. */
  readonly where: string
  readonly parameter: string | number
}

export const secretsOf = (type: SecretType): RotatingRows => ({
  table: 'secrets',
  wrapped: 'wrapped_secret',
  guard: 'type',
  where: 'type = ?1',
  parameter: type,
})

export const TOKEN_KEYS: RotatingRows = {
  table: 'token_signing_keys',
  wrapped: 'wrapped_private_key',
  guard: 'public_key_pem',
  where: '?1 = 0',
  parameter: 0,
}

export const certificateKeysOf = (realmId: number): RotatingRows => ({
  table: 'realm_signing_keys',
  wrapped: 'wrapped_private_key',
  guard: 'key_id',
  where: "realm_id = ?1 AND purpose = 'certificate'",
  parameter: realmId,
})

export interface RotatingRow {
  readonly id: number | string
  readonly is_active: number
  readonly is_destroyed: number
  readonly created_at: number
  readonly updated_at: number
  readonly deleted_at?: number | null
}

/** Of all its rows; another one means that somebody wrote in between. */
const stateOf = ({ table, wrapped, where }: RotatingRows): string =>
  `(SELECT coalesce(group_concat(id || ':' || is_active || ':' || updated_at || ':' || (${wrapped} IS NULL)), '')
    FROM (SELECT * FROM ${table} WHERE ${where} ORDER BY id))`

/** @returns rows in the order in which they were made, and their state */
export async function readRotating(
  db: VerificationDatabase,
  rows: RotatingRows,
): Promise<{ readonly rows: readonly RotatingRow[]; readonly state: string }> {
  const columns = rows.table === 'token_signing_keys' ? '' : ', deleted_at'
  const [read, state] = await db.d1.batch<RotatingRow & { state: string }>([
    db.d1
      .prepare(
        `SELECT id, is_active, ${rows.wrapped} IS NULL AS is_destroyed, created_at, updated_at${columns}
        FROM ${rows.table} WHERE ${rows.where} ORDER BY created_at, id`,
      )
      .bind(rows.parameter),
    db.d1.prepare(`SELECT ${stateOf(rows)} AS state`).bind(rows.parameter),
  ])
  return { rows: read?.results ?? [], state: state?.results[0]?.state ?? '' }
}

export const secretStateOf = (row: RotatingRow): SecretState => ({
  id: Number(row.id),
  isActive: row.is_active === 1,
  isDestroyed: row.is_destroyed === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at ?? undefined,
})

/**
 * Writes a plan with its record, all or nothing.
 * @returns false where the rows are others by now: nothing was written, and whoever was faster did the work
 */
export async function writeRotation(
  db: VerificationDatabase,
  now: UnixSeconds,
  rows: RotatingRows,
  state: string,
  entries: readonly AuditEntry[],
  statements: readonly D1PreparedStatement[],
): Promise<boolean> {
  const guard = db.d1
    .prepare(
      `UPDATE ${rows.table} SET ${rows.guard} = NULL WHERE ${rows.where} AND ${stateOf(rows)} <> ?2`,
    )
    .bind(rows.parameter, state)
  try {
    await auditedBatch(db, now, entries, [guard, ...statements])
    return true
  } catch (error) {
    const failed = `NOT NULL constraint failed: ${rows.table}.${rows.guard}`
    if (error instanceof Error && error.message.includes(failed)) return false
    throw error
  }
}

export const insertSecretStatement = (
  db: VerificationDatabase,
  secret: {
    readonly type: SecretType
    readonly wrappedSecret: string
    readonly wrappingLabel: string
    readonly isActive: boolean
  },
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO secrets (type, wrapped_secret, wrapping_label, is_active, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?5)`,
    )
    .bind(secret.type, secret.wrappedSecret, secret.wrappingLabel, secret.isActive ? 1 : 0, now)

const CHANGES = {
  activate: 'is_active = 1',
  deactivate: 'is_active = 0',
  delete: 'deleted_at = ?2',
  destroy: 'wrapped_secret = NULL',
} as const

export const changeSecretStatement = (
  db: VerificationDatabase,
  id: number,
  change: keyof typeof CHANGES,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(`UPDATE secrets SET ${CHANGES[change]}, updated_at = ?2 WHERE id = ?1`)
    .bind(id, now)

/** The new key signs, and no other. */
export const renewTokenKeyStatements = (
  db: VerificationDatabase,
  key: { readonly id: string; readonly wrappedPrivateKey: string; readonly publicKeyPem: string },
  now: UnixSeconds,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare('UPDATE token_signing_keys SET is_active = 0, updated_at = ?1 WHERE is_active = 1')
    .bind(now),
  db.d1
    .prepare(
      `INSERT INTO token_signing_keys (id, wrapped_private_key, public_key_pem, is_active, created_at, updated_at)
      VALUES (?1, ?2, ?3, 1, ?4, ?4)`,
    )
    .bind(key.id, key.wrappedPrivateKey, key.publicKeyPem, now),
]

export const destroyTokenKeyStatement = (
  db: VerificationDatabase,
  id: string,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE token_signing_keys SET wrapped_private_key = NULL, updated_at = ?2 WHERE id = ?1 AND is_active = 0`,
    )
    .bind(id, now)

/** That key of the realm signs certificates, and no other. */
export const activateCertificateKeyStatements = (
  db: VerificationDatabase,
  realmId: number,
  id: number,
  now: UnixSeconds,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare(
      `UPDATE realm_signing_keys SET is_active = 0, updated_at = ?2
      WHERE realm_id = ?1 AND purpose = 'certificate' AND is_active = 1`,
    )
    .bind(realmId, now),
  db.d1
    .prepare('UPDATE realm_signing_keys SET is_active = 1, updated_at = ?2 WHERE id = ?1')
    .bind(id, now),
]

export const destroyCertificateKeyStatement = (
  db: VerificationDatabase,
  id: number,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE realm_signing_keys SET wrapped_private_key = NULL, deleted_at = ?2, updated_at = ?2
      WHERE id = ?1 AND is_active = 0`,
    )
    .bind(id, now)

/** Realms that leave the renewal of their certificate key to the job. */
export async function readAutoRotatingRealms(db: VerificationDatabase): Promise<readonly number[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT id FROM realms WHERE json_extract(settings, '$.autoRotateCertificateKey') = 1
        AND json_extract(settings, '$.useRealmCertificateKey') = 1 ORDER BY id`,
    )
    .all<{ id: number }>()
  return results.map(({ id }) => id)
}
