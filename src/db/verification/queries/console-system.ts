/** People and realms of the whole system, for its administrators; and who its administrators are. */

import type { SealedEntry } from '../../../core/audit/chain.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export interface ListedPerson {
  readonly userId: number
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  /** Whether they have a password. */
  readonly hasCome: boolean
  readonly hasSecondFactor: boolean
  /** Realms in which they may do something. */
  readonly realms: number
}

/**
 * People by address of mail.
 * @param text part of the address or of the name, in any case of A to Z; '' for everybody
 * @param after address of the last one of the page before; '' for the first page
 */
export async function listPeople(
  db: VerificationDatabase,
  text: string,
  after: string,
  limit: number,
): Promise<readonly ListedPerson[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT u.id AS userId, u.email, u.name, u.is_system_admin AS isSystemAdmin, c.user_id IS NOT NULL AS hasCome,
        c.totp_secret IS NOT NULL AS hasSecondFactor,
        (SELECT count(*) FROM memberships m WHERE m.user_id = u.id AND m.permissions <> 0) AS realms
      FROM users u LEFT JOIN console_credentials c ON c.user_id = u.id
      WHERE u.email > ?2 AND (?1 = '' OR instr(u.email, lower(?1)) > 0 OR instr(lower(u.name), lower(?1)) > 0)
      ORDER BY u.email LIMIT ?3`,
    )
    .bind(text, after, limit)
    .all<
      Record<'isSystemAdmin' | 'hasCome' | 'hasSecondFactor', number> &
        Pick<ListedPerson, 'userId' | 'email' | 'name' | 'realms'>
    >()
  return results.map((row) => ({
    ...row,
    isSystemAdmin: row.isSystemAdmin === 1,
    hasCome: row.hasCome === 1,
    hasSecondFactor: row.hasSecondFactor === 1,
  }))
}

export const saveSystemRight = (
  db: VerificationDatabase,
  userId: number,
  isSystemAdmin: boolean,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE users SET is_system_admin = ?2, updated_at = ?3 WHERE id = ?1')
    .bind(userId, isSystemAdmin ? 1 : 0, now)

/**
 * Fails its batch (`isRefusal`) where a person's right is not what it is thought to be.
 * @param hasCome whether they also must have a password
 */
export const requireSystemRight = (
  db: VerificationDatabase,
  userId: number,
  isSystemAdmin: boolean,
  hasCome = false,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `SELECT json(CASE WHEN EXISTS (
        SELECT 1 FROM users u LEFT JOIN console_credentials c ON c.user_id = u.id
        WHERE u.id = ?1 AND u.is_system_admin = ?2 AND (?3 = 0 OR c.user_id IS NOT NULL)
      ) THEN '1' ELSE 'changed' END)`,
    )
    .bind(userId, isSystemAdmin ? 1 : 0, hasCome ? 1 : 0)

export interface ListedRealm {
  readonly realmId: number
  readonly name: string
  readonly foldedName: string
  readonly regionCode: string | null
  /** Who may do something in it. */
  readonly people: number
  readonly isInMaintenance: boolean
}

/** Realms by name. @param after folded name of the last one of the page before; '' for the first page */
export async function listRealms(
  db: VerificationDatabase,
  after: string,
  limit: number,
): Promise<readonly ListedRealm[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT r.id AS realmId, r.name, r.folded_name AS foldedName, r.region_code AS regionCode,
        (SELECT count(*) FROM memberships m WHERE m.realm_id = r.id AND m.permissions <> 0) AS people,
        coalesce(r.settings ->> '$.maintenanceMode', 0) AS isInMaintenance
      FROM realms r WHERE r.folded_name > ?1 ORDER BY r.folded_name LIMIT ?2`,
    )
    .bind(after, limit)
    .all<Omit<ListedRealm, 'isInMaintenance'> & { readonly isInMaintenance: number }>()
  return results.map((row) => ({ ...row, isInMaintenance: row.isInMaintenance === 1 }))
}

export interface RealmFigures {
  /** When anything that its row holds was last changed, Unix seconds. */
  readonly updatedAt: number
  readonly people: number
}

/** @returns undefined where there is no such realm */
export async function readRealmFigures(
  db: VerificationDatabase,
  realmId: number,
): Promise<RealmFigures | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT updated_at AS updatedAt,
        (SELECT count(*) FROM memberships m WHERE m.realm_id = ?1 AND m.permissions <> 0) AS people
      FROM realms WHERE id = ?1`,
    )
    .bind(realmId)
    .first<RealmFigures>()
  return row ?? undefined
}

/** Entries of the audit log, newest first. @param before id of the last one of the page before */
export async function readNewestAudit(
  db: VerificationDatabase,
  before: number | undefined,
  limit: number,
): Promise<readonly SealedEntry[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT id, at, actor, action, subject, detail, previous_hash AS previousHash, hash FROM audit_log
      WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2`,
    )
    .bind(before ?? null, limit)
    .all<SealedEntry>()
  return results
}
