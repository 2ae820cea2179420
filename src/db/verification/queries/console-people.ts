/** People and how they prove who they are. */

import type { Preferences } from '../../../core/console/preferences.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { type MembershipRow, membershipsJson } from './console-sessions.ts'

/** @param email also of a person whom the same batch makes. A second factor that they have stays; a lock ends. */
export const savePassword = (
  db: VerificationDatabase,
  email: string,
  password: string,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO console_credentials (user_id, password, password_set_at)
      SELECT id, ?2, ?3 FROM users WHERE email = ?1
      ON CONFLICT (user_id) DO UPDATE SET password = ?2, password_set_at = ?3, locked_until = 0`,
    )
    .bind(email, password, now)

/** The same password under a dearer hash; nothing where it was changed meanwhile. */
export const replaceHash = (
  db: VerificationDatabase,
  userId: number,
  from: string,
  to: string,
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE console_credentials SET password = ?3 WHERE user_id = ?1 AND password = ?2')
    .bind(userId, from, to)

/** Takes the code of a step. Fails its batch (`isRefusal`) where that or a later one was taken. */
export const takeTotpStep = (
  db: VerificationDatabase,
  userId: number,
  step: number,
): readonly D1PreparedStatement[] =>
  [
    `SELECT json(CASE WHEN EXISTS (
      SELECT 1 FROM console_credentials WHERE user_id = ?1 AND totp_step < ?2
    ) THEN '1' ELSE 'changed' END)`,
    'UPDATE console_credentials SET totp_step = ?2 WHERE user_id = ?1 AND totp_step < ?2',
  ].map((sql) => db.d1.prepare(sql).bind(userId, step))

/** @param replaces whether one may stand there. Fails its batch (`isRefusal`) where one does and must not. */
export const saveTotp = (
  db: VerificationDatabase,
  userId: number,
  sealedSecret: string,
  step: number,
  replaces: boolean,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare(
      `SELECT json(CASE WHEN EXISTS (
        SELECT 1 FROM console_credentials WHERE user_id = ?1 AND (totp_secret IS NULL OR ?2 = 1)
      ) THEN '1' ELSE 'changed' END)`,
    )
    .bind(userId, replaces ? 1 : 0),
  db.d1
    .prepare('UPDATE console_credentials SET totp_secret = ?2, totp_step = ?3 WHERE user_id = ?1')
    .bind(userId, sealedSecret, step),
]

/** Makes a person a system administrator: also one who was known already. */
export const saveSystemAdmin = (
  db: VerificationDatabase,
  person: { readonly email: string; readonly name: string },
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO users (email, name, is_system_admin, created_at, updated_at) VALUES (?1, ?2, 1, ?3, ?3)
      ON CONFLICT (email) DO UPDATE SET name = ?2, is_system_admin = 1, updated_at = ?3`,
    )
    .bind(person.email, person.name, now)

export const renamePerson = (
  db: VerificationDatabase,
  userId: number,
  name: string,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1.prepare('UPDATE users SET name = ?2, updated_at = ?3 WHERE id = ?1').bind(userId, name, now)

export const savePreferences = (
  db: VerificationDatabase,
  userId: number,
  wishes: Preferences,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE console_credentials SET language = ?2, theme = ?3, time_zone = ?4 WHERE user_id = ?1',
    )
    .bind(userId, wishes.language ?? null, wishes.theme ?? null, wishes.timeZone ?? null)

export interface KnownPerson {
  readonly userId: number
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  /** Whether they have come: they have a password. */
  readonly hasCome: boolean
  readonly hasSecondFactor: boolean
  readonly memberships: readonly MembershipRow[]
}

/** @param key an address of mail, or an id */
export async function readPerson(
  db: VerificationDatabase,
  key: { readonly email: string } | { readonly userId: number },
): Promise<KnownPerson | undefined> {
  const [condition, value] = 'email' in key ? ['u.email', key.email] : ['u.id', key.userId]
  const row = await db.d1
    .prepare(
      `SELECT u.id AS userId, u.email, u.name, u.is_system_admin AS isSystemAdmin, c.user_id IS NOT NULL AS hasCome,
        c.totp_secret IS NOT NULL AS hasSecondFactor, ${membershipsJson('u.id')} AS memberships
      FROM users u LEFT JOIN console_credentials c ON c.user_id = u.id WHERE ${condition} = ?1`,
    )
    .bind(value)
    .first<
      Record<'userId' | 'isSystemAdmin' | 'hasCome' | 'hasSecondFactor', number> &
        Record<'email' | 'name' | 'memberships', string>
    >()
  if (row === null) return undefined
  return {
    userId: row.userId,
    email: row.email,
    name: row.name,
    isSystemAdmin: row.isSystemAdmin === 1,
    hasCome: row.hasCome === 1,
    hasSecondFactor: row.hasSecondFactor === 1,
    memberships: JSON.parse(row.memberships) as MembershipRow[],
  }
}

/** Fails its batch (`isRefusal`) where the person has a password already. */
export const requireNotCome = (db: VerificationDatabase, userId: number): D1PreparedStatement =>
  db.d1
    .prepare(
      `SELECT json(CASE WHEN EXISTS (SELECT 1 FROM console_credentials WHERE user_id = ?1) THEN 'changed' ELSE '1' END)`,
    )
    .bind(userId)
