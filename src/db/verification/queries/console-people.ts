/** People and how they prove who they are. */

import {
  FIRST_LOCK_SECONDS,
  FREE_FAILURES,
  LONGEST_LOCK_SECONDS,
  TRIES_OF_A_SESSION,
} from '../../../core/console/lockout.ts'
import type { Language, Theme } from '../../../core/console/viewer.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { type MembershipRow, membershipsJson } from './console-sessions.ts'

/** One more try, as `lockSeconds` of `core/console/lockout.ts` says; ?2 is now. Of a locked person it changes nothing. */
const COUNT_TRY = `
  SET failures = failures + 1,
    locked_until = CASE WHEN failures + 1 < ${FREE_FAILURES} THEN 0 ELSE
      CAST(?2 AS INTEGER) + min(${FIRST_LOCK_SECONDS} << min(failures + 1 - ${FREE_FAILURES}, 7), ${LONGEST_LOCK_SECONDS}) END`

/** A person whose try was counted before anything was compared: many at once are as many tries. */
export interface CountedTry {
  readonly userId: number
  readonly password: string
  readonly totpSecret: string | null
  /** This try included. */
  readonly failures: number
  /** 0 where this try, should it be wrong, locks nothing. */
  readonly lockedUntil: UnixSeconds
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  readonly memberships: readonly MembershipRow[]
}

interface RawTry {
  readonly user_id: number
  readonly password: string
  readonly totp_secret: string | null
  readonly failures: number
  readonly locked_until: UnixSeconds
  readonly person: string
  readonly memberships: string
}

const TRY_COLUMNS = `user_id, password, totp_secret, failures, locked_until,
  (SELECT json_object('email', email, 'name', name, 'isSystemAdmin', is_system_admin) FROM users WHERE id = user_id) AS person,
  ${membershipsJson('console_credentials.user_id')} AS memberships`

const tryOf = (row: RawTry): CountedTry => {
  const person = JSON.parse(row.person) as { email: string; name: string; isSystemAdmin: number }
  return {
    ...person,
    isSystemAdmin: person.isSystemAdmin === 1,
    userId: row.user_id,
    password: row.password,
    totpSecret: row.totp_secret,
    failures: row.failures,
    lockedUntil: row.locked_until,
    memberships: JSON.parse(row.memberships) as MembershipRow[],
  }
}

/** @returns undefined where the person is unknown, has no password yet or is locked */
export async function countPasswordTry(
  db: VerificationDatabase,
  email: string,
  now: UnixSeconds,
): Promise<CountedTry | undefined> {
  const row = await db.d1
    .prepare(
      `UPDATE console_credentials ${COUNT_TRY}
      WHERE user_id = (SELECT id FROM users WHERE email = ?1) AND locked_until <= ?2 RETURNING ${TRY_COLUMNS}`,
    )
    .bind(email, now)
    .first<RawTry>()
  return row === null ? undefined : tryOf(row)
}

export interface SecondFactorTry {
  /** undefined: locked, or the session has had its tries. */
  readonly person: CountedTry | undefined
  /** Of the session, this one included; undefined: it has had them all, or is gone. */
  readonly tries: number | undefined
}

/** @param hash of a session that lacks the second factor */
export async function countSecondFactorTry(
  db: VerificationDatabase,
  userId: number,
  hash: string,
  now: UnixSeconds,
): Promise<SecondFactorTry> {
  const hasTriesLeft = `hash = ?3 AND user_id = ?1 AND level < 2 AND tries < ${TRIES_OF_A_SESSION}`
  const [people, sessions] = await db.d1.batch<RawTry & { tries: number }>([
    db.d1
      .prepare(
        `UPDATE console_credentials ${COUNT_TRY} WHERE user_id = ?1 AND locked_until <= ?2
          AND EXISTS (SELECT 1 FROM console_sessions WHERE ${hasTriesLeft}) RETURNING ${TRY_COLUMNS}`,
      )
      .bind(userId, now, hash),
    db.d1
      .prepare(
        `UPDATE console_sessions SET tries = tries + 1
        WHERE ${hasTriesLeft.replaceAll('?3', '?2')} RETURNING tries`,
      )
      .bind(userId, hash),
  ])
  const person = people?.results[0]
  return {
    person: person === undefined ? undefined : tryOf(person),
    tries: sessions?.results[0]?.tries,
  }
}

/** Takes back one try that was right but is not the whole sign-in; a lock stays that a later try has set. */
export const takeBackTry = (
  db: VerificationDatabase,
  { userId, lockedUntil }: CountedTry,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE console_credentials SET failures = max(failures - 1, 0),
        locked_until = CASE WHEN locked_until = ?2 THEN 0 ELSE locked_until END WHERE user_id = ?1`,
    )
    .bind(userId, lockedUntil)

/** After a whole sign-in. */
export const forgetTries = (db: VerificationDatabase, userId: number): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE console_credentials SET failures = 0, locked_until = 0 WHERE user_id = ?1 AND failures > 0',
    )
    .bind(userId)

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

export interface Credentials {
  readonly password: string
  readonly totpSecret: string | null
}

export async function readCredentials(
  db: VerificationDatabase,
  userId: number,
): Promise<Credentials | undefined> {
  const row = await db.d1
    .prepare(
      'SELECT password, totp_secret AS totpSecret FROM console_credentials WHERE user_id = ?1',
    )
    .bind(userId)
    .first<Credentials>()
  return row ?? undefined
}

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
  wishes: {
    readonly language: Language | undefined
    readonly theme: Theme | undefined
    readonly timeZone: string | undefined
  },
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
