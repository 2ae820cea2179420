/** Tokens that are good once, and texts that are good for one session. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import type { OneTimeKind } from '../schema/console.ts'

/** For what ends only by being used or replaced: the last second of the year 9999. */
export const NEVER = 253_402_300_799 as UnixSeconds

export interface OneTimeRow {
  readonly userId: number | null
  readonly data: string | null
  readonly expiresAt: UnixSeconds
  readonly usedAt: UnixSeconds | null
}

/** Also one that was used or has expired: whoever shows it says which. */
export async function readOneTime(
  db: VerificationDatabase,
  kind: OneTimeKind,
  hash: string,
): Promise<OneTimeRow | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT user_id AS userId, data, expires_at AS expiresAt, used_at AS usedAt FROM console_one_time
      WHERE hash = ?1 AND kind = ?2`,
    )
    .bind(hash, kind)
    .first<OneTimeRow>()
  return row ?? undefined
}

export interface NewOneTime {
  readonly hash: string
  readonly kind: OneTimeKind
  readonly userId?: number
  readonly session?: string
  readonly data?: string
  readonly expiresAt: UnixSeconds
}

/** What stood there under the same hash is gone. */
export const saveOneTime = (db: VerificationDatabase, row: NewOneTime): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO console_one_time (hash, kind, user_id, session, data, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (hash) DO UPDATE SET data = ?5, expires_at = ?6, used_at = NULL`,
    )
    .bind(
      row.hash,
      row.kind,
      row.userId ?? null,
      row.session ?? null,
      row.data ?? null,
      row.expiresAt,
    )

/** Uses a token. Fails its batch (`isRefusal`) where it is unknown, used or over: of many at once exactly one does not. */
export const useOneTime = (
  db: VerificationDatabase,
  kind: OneTimeKind,
  hash: string,
  now: UnixSeconds,
): readonly D1PreparedStatement[] =>
  [
    `SELECT json(CASE WHEN EXISTS (
      SELECT 1 FROM console_one_time WHERE hash = ?1 AND kind = ?2 AND used_at IS NULL AND expires_at > ?3
    ) THEN '1' ELSE 'changed' END)`,
    'UPDATE console_one_time SET used_at = ?3 WHERE hash = ?1 AND kind = ?2 AND used_at IS NULL',
  ].map((sql) => db.d1.prepare(sql).bind(hash, kind, now))

/** Of a person: what a newer one replaces, or a change makes void. */
export const deleteUnusedOf = (
  db: VerificationDatabase,
  userId: number,
  kind: OneTimeKind,
): D1PreparedStatement =>
  db.d1
    .prepare('DELETE FROM console_one_time WHERE user_id = ?1 AND kind = ?2 AND used_at IS NULL')
    .bind(userId, kind)

export const deleteAllOf = (
  db: VerificationDatabase,
  userId: number,
  kind: OneTimeKind,
): D1PreparedStatement =>
  db.d1.prepare('DELETE FROM console_one_time WHERE user_id = ?1 AND kind = ?2').bind(userId, kind)

/** Those that are good still. */
export async function countUnusedOf(
  db: VerificationDatabase,
  userId: number,
  kind: OneTimeKind,
  now: UnixSeconds,
): Promise<number> {
  const row = await db.d1
    .prepare(
      `SELECT count(*) AS count FROM console_one_time
      WHERE user_id = ?1 AND kind = ?2 AND used_at IS NULL AND expires_at > ?3`,
    )
    .bind(userId, kind, now)
    .first<{ count: number }>()
  return row?.count ?? 0
}

/** Adds a token to a person's unless so many are good already. @returns whether it was added */
export async function addOneTimeWithin(
  db: VerificationDatabase,
  row: { readonly hash: string; readonly kind: OneTimeKind; readonly userId: number },
  most: number,
  expiresAt: UnixSeconds,
  now: UnixSeconds,
): Promise<boolean> {
  const { results } = await db.d1
    .prepare(
      `INSERT INTO console_one_time (hash, kind, user_id, expires_at) SELECT ?1, ?2, ?3, ?4
      WHERE (SELECT count(*) FROM console_one_time
        WHERE user_id = ?3 AND kind = ?2 AND used_at IS NULL AND expires_at > ?6) < ?5
      RETURNING 1`,
    )
    .bind(row.hash, row.kind, row.userId, expiresAt, most, now)
    .all()
  return results.length > 0
}

/** The only link by which a first administrator comes: none where there is one already, and an older link is void. */
export const replaceStartLink = (
  db: VerificationDatabase,
  hash: string,
  expiresAt: UnixSeconds,
): readonly D1PreparedStatement[] => [
  requireNoSystemAdmin(db),
  db.d1.prepare("DELETE FROM console_one_time WHERE kind = 'start'"),
  saveOneTime(db, { hash, kind: 'start', expiresAt }),
]

/** Fails its batch (`isRefusal`) where there is a system administrator. */
export const requireNoSystemAdmin = (db: VerificationDatabase): D1PreparedStatement =>
  db.d1.prepare(
    `SELECT json(CASE WHEN EXISTS (SELECT 1 FROM users WHERE is_system_admin = 1) THEN 'changed' ELSE '1' END)`,
  )

export async function hasSystemAdmin(db: VerificationDatabase): Promise<boolean> {
  const row = await db.d1
    .prepare('SELECT EXISTS (SELECT 1 FROM users WHERE is_system_admin = 1) AS has')
    .first<{ has: number }>()
  return row?.has === 1
}

export const deleteOneTime = (db: VerificationDatabase, hash: string): D1PreparedStatement =>
  db.d1.prepare('DELETE FROM console_one_time WHERE hash = ?1').bind(hash)
