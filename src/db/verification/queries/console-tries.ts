/** Tries to sign in, counted before anything is compared: many at once are as many tries. */

import {
  FIRST_LOCK_SECONDS,
  FREE_FAILURES,
  LONGEST_LOCK_SECONDS,
  TRIES_OF_A_SESSION,
} from '../../../core/console/lockout.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { type MembershipRow, membershipsJson } from './console-sessions.ts'

/** One more try, as `lockSeconds` of `core/console/lockout.ts` says; ?2 is now. Of a locked person it changes nothing. */
const COUNT_TRY = `
  SET failures = failures + 1,
    locked_until = CASE WHEN failures + 1 < ${FREE_FAILURES} THEN 0 ELSE
      CAST(?2 AS INTEGER) + min(${FIRST_LOCK_SECONDS} << min(failures + 1 - ${FREE_FAILURES}, 7), ${LONGEST_LOCK_SECONDS}) END`

/** A person whose try was counted. */
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

/**
 * Writes something whoever it is, since a statement that writes takes longer than one that does not.
 * @returns undefined where the person is unknown, has no password yet or is locked
 */
export async function countPasswordTry(
  db: VerificationDatabase,
  email: string,
  now: UnixSeconds,
): Promise<CountedTry | undefined> {
  const [people] = await db.d1.batch<RawTry>([
    db.d1
      .prepare(
        `UPDATE console_credentials ${COUNT_TRY}
        WHERE user_id = (SELECT id FROM users WHERE email = ?1) AND locked_until <= ?2 RETURNING ${TRY_COLUMNS}`,
      )
      .bind(email, now),
    db.d1
      .prepare(
        `INSERT INTO console_one_time (hash, kind, expires_at) VALUES ('last try', 'last try', ?1)
        ON CONFLICT (hash) DO UPDATE SET expires_at = ?1`,
      )
      .bind(now),
  ])
  const row = people?.results[0]
  return row === undefined ? undefined : tryOf(row)
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

/** Fails its batch (`isRefusal`) where the password or the second factor was changed since the try was counted. */
export const requireUnchanged = (
  db: VerificationDatabase,
  { userId, password, totpSecret }: CountedTry,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `SELECT json(CASE WHEN EXISTS (
        SELECT 1 FROM console_credentials WHERE user_id = ?1 AND password = ?2 AND totp_secret IS ?3
      ) THEN '1' ELSE 'changed' END)`,
    )
    .bind(userId, password, totpSecret)
