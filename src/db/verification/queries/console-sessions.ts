/** Sessions of the console. Whatever looks one up says how idle and how old it may be: a row past that is not found. */

import type { SessionLimits } from '../../../core/console/session-limits.ts'
import type { Language, SignInLevel, Theme } from '../../../core/console/viewer.ts'
import type { RequirementMode } from '../../../core/realms/settings.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

/** A session with its person and what they may, as they are now. */
export interface SessionRow {
  readonly userId: number
  readonly level: SignInLevel
  readonly createdAt: UnixSeconds
  readonly provedAt: UnixSeconds
  readonly csrfSecret: string
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  readonly hasSecondFactor: boolean
  readonly language: Language | null
  readonly theme: Theme | null
  readonly timeZone: string | null
  readonly memberships: readonly MembershipRow[]
}

export interface MembershipRow {
  readonly realmId: number
  readonly regionCode: string | null
  readonly realmName: string
  readonly permissions: number
  readonly since: UnixSeconds
  /** null: as by default. */
  readonly mfaMode: RequirementMode | null
  readonly mfaGraceDays: number | null
  /** That the console may be opened from; null: everywhere. */
  readonly networks?: readonly string[] | null
}

/** Of a person whose id is `user`, as JSON. */
export const personJson = (user: string): string => `
  (SELECT json_object('email', u.email, 'name', u.name, 'isSystemAdmin', u.is_system_admin,
    'hasSecondFactor', c.totp_secret IS NOT NULL, 'language', c.language, 'theme', c.theme, 'timeZone', c.time_zone)
  FROM users u LEFT JOIN console_credentials c ON c.user_id = u.id WHERE u.id = ${user})`

/** By name of the realm; a membership without permissions is none. */
export const membershipsJson = (user: string): string => `
  (SELECT json_group_array(json_object('realmId', r.id, 'regionCode', r.region_code, 'realmName', r.name,
    'permissions', m.permissions, 'since', m.created_at, 'mfaMode', r.settings ->> '$.mfaMode',
    'mfaGraceDays', r.settings ->> '$.mfaGraceDays', 'networks', r.settings -> '$.allowedCidrs.server') ORDER BY r.folded_name)
  FROM memberships m JOIN realms r ON r.id = m.realm_id WHERE m.user_id = ${user} AND m.permissions <> 0)`

const IS_IN_FORCE = 'seen_at > ?2 - ?3 AND created_at > ?2 - ?4'

const COLUMNS = `user_id, level, created_at, proved_at, csrf_secret,
  ${personJson('console_sessions.user_id')} AS person, ${membershipsJson('console_sessions.user_id')} AS memberships`

interface RawSession {
  readonly user_id: number
  readonly level: SignInLevel
  readonly created_at: UnixSeconds
  readonly proved_at: UnixSeconds
  readonly csrf_secret: string
  readonly person: string
  readonly memberships: string
}

/** One statement. @param isActivity whether it counts as something that the person did */
export async function findSession(
  db: VerificationDatabase,
  hash: string,
  limits: SessionLimits,
  isActivity: boolean,
  now: UnixSeconds,
): Promise<SessionRow | undefined> {
  const sql = isActivity
    ? `UPDATE console_sessions SET seen_at = max(seen_at, ?2) WHERE hash = ?1 AND ${IS_IN_FORCE} RETURNING ${COLUMNS}`
    : `SELECT ${COLUMNS} FROM console_sessions WHERE hash = ?1 AND ${IS_IN_FORCE}`
  const row = await db.d1
    .prepare(sql)
    .bind(hash, now, limits.idleSeconds, limits.absoluteSeconds)
    .first<RawSession>()
  return row === null ? undefined : sessionOf(row)
}

function sessionOf(row: RawSession): SessionRow {
  const person = JSON.parse(row.person) as Omit<SessionRow, 'isSystemAdmin' | 'hasSecondFactor'> & {
    isSystemAdmin: number
    hasSecondFactor: number
  }
  return {
    ...person,
    isSystemAdmin: person.isSystemAdmin === 1,
    hasSecondFactor: person.hasSecondFactor === 1,
    userId: row.user_id,
    level: row.level,
    createdAt: row.created_at,
    provedAt: row.proved_at,
    csrfSecret: row.csrf_secret,
    memberships: JSON.parse(row.memberships) as MembershipRow[],
  }
}

export interface NewSession {
  readonly hash: string
  readonly level: SignInLevel
  readonly place: string
  readonly csrfSecret: string
  readonly provedAt: UnixSeconds
}

/** @param email whose it is: also of a person whom the same batch makes */
export const insertSession = (
  db: VerificationDatabase,
  email: string,
  session: NewSession,
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO console_sessions (hash, user_id, level, place, created_at, seen_at, proved_at, csrf_secret)
      VALUES (?1, (SELECT id FROM users WHERE email = ?2), ?3, ?4, ?5, ?5, ?6, ?7)`,
    )
    .bind(
      session.hash,
      email,
      session.level,
      session.place,
      now,
      session.provedAt,
      session.csrfSecret,
    )

/** Gives a session a new cookie and level; the old one is dead. Fails its batch (`isRefusal`) where there is no such session. */
export const replaceSession = (
  db: VerificationDatabase,
  oldHash: string,
  next: Omit<NewSession, 'place'>,
  now: UnixSeconds,
): readonly D1PreparedStatement[] => [
  requireSession(db, oldHash),
  db.d1
    .prepare(
      `UPDATE console_sessions SET hash = ?2, level = ?3, tries = 0, seen_at = ?4, proved_at = ?5, csrf_secret = ?6
      WHERE hash = ?1`,
    )
    .bind(oldHash, next.hash, next.level, now, next.provedAt, next.csrfSecret),
  deleteOfSession(db, oldHash),
]

/** Fails its batch (`isRefusal`) where the session is gone. */
export const requireSession = (db: VerificationDatabase, hash: string): D1PreparedStatement =>
  db.d1
    .prepare(
      `SELECT json(CASE WHEN EXISTS (SELECT 1 FROM console_sessions WHERE hash = ?1) THEN '1' ELSE 'changed' END)`,
    )
    .bind(hash)

/** Their person has proved again who they are. Fails its batch (`isRefusal`) where the session is gone. */
export const proveSession = (
  db: VerificationDatabase,
  hash: string,
  now: UnixSeconds,
): readonly D1PreparedStatement[] => [
  requireSession(db, hash),
  db.d1.prepare('UPDATE console_sessions SET proved_at = ?2 WHERE hash = ?1').bind(hash, now),
]

/** With what was sealed to it. @param userId whose it is: nobody ends another's */
export const deleteSession = (
  db: VerificationDatabase,
  userId: number,
  hash: string,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare(
      `DELETE FROM console_one_time WHERE session = ?2
      AND EXISTS (SELECT 1 FROM console_sessions WHERE hash = ?2 AND user_id = ?1)`,
    )
    .bind(userId, hash),
  db.d1.prepare('DELETE FROM console_sessions WHERE hash = ?2 AND user_id = ?1').bind(userId, hash),
]

/** @param except '' for none */
export const deleteSessionsOf = (
  db: VerificationDatabase,
  userId: number,
  except: string,
): readonly D1PreparedStatement[] => [
  db.d1
    .prepare(
      `DELETE FROM console_one_time WHERE session IN
        (SELECT hash FROM console_sessions WHERE user_id = ?1 AND hash <> ?2)`,
    )
    .bind(userId, except),
  db.d1
    .prepare('DELETE FROM console_sessions WHERE user_id = ?1 AND hash <> ?2')
    .bind(userId, except),
]

const deleteOfSession = (db: VerificationDatabase, hash: string): D1PreparedStatement =>
  db.d1.prepare('DELETE FROM console_one_time WHERE session = ?1').bind(hash)

export interface ListedSession {
  readonly hash: string
  readonly place: string
  readonly createdAt: UnixSeconds
  readonly seenAt: UnixSeconds
}

/** A person's sessions in force, the last seen first. */
export async function listSessions(
  db: VerificationDatabase,
  userId: number,
  limits: SessionLimits,
  now: UnixSeconds,
): Promise<readonly ListedSession[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT hash, place, created_at AS createdAt, seen_at AS seenAt FROM console_sessions
      WHERE user_id = ?1 AND ${IS_IN_FORCE} ORDER BY seen_at DESC, hash LIMIT 100`,
    )
    .bind(userId, now, limits.idleSeconds, limits.absoluteSeconds)
    .all<ListedSession>()
  return results
}
