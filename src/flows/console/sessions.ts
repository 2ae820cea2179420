/** Sessions of people: a random cookie, of which the row holds an HMAC only. A row that is idle or old is none. */

import { toBase64Url } from '../../core/bytes.ts'
import { levelAfterPassword } from '../../core/console/sign-in-level.ts'
import type { SignInLevel, Viewer } from '../../core/console/viewer.ts'
import { DEFAULT_REALM_SETTINGS } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  deleteSession,
  deleteSessionsOf,
  findSession,
  insertSession,
  type ListedSession,
  listSessions,
  type MembershipRow,
  type NewSession,
  type SessionRow,
} from '../../db/verification/queries/console-sessions.ts'
import type { SignInDeps } from './deps.ts'

export interface Session {
  readonly viewer: Viewer
  /** base64url of 32 bytes: what forms of this session are guarded with. */
  readonly csrfSecret: string
  /** 64 hexadecimal digits, derived from the cookie and not stored: what texts of this session are sealed with. */
  readonly sessionKey: string
  /** What its row is found by. */
  readonly hash: string
}

export type SessionDeps = Pick<SignInDeps, 'db' | 'randomBytes' | 'hashText' | 'limits'>

const COOKIE_BYTES = 32
const COOKIE_TEXT = /^[A-Za-z0-9_-]{43}$/
const MAX_PLACE = 120

export interface IssuedCookie {
  /** 43 characters: what the browser keeps. */
  readonly cookie: string
  readonly level: SignInLevel
}

/** A cookie with its row, which is not yet written. @param place where it is begun, in words for its owner */
export async function makeSession(
  { randomBytes, hashText }: Pick<SessionDeps, 'randomBytes' | 'hashText'>,
  level: SignInLevel,
  place: string,
  provedAt: UnixSeconds,
): Promise<{ readonly issued: IssuedCookie; readonly row: NewSession }> {
  const cookie = toBase64Url(randomBytes(COOKIE_BYTES))
  return {
    issued: { cookie, level },
    row: {
      hash: await hashOfCookie(hashText, cookie),
      level,
      place: place.slice(0, MAX_PLACE),
      csrfSecret: toBase64Url(randomBytes(COOKIE_BYTES)),
      provedAt,
    },
  }
}

const hashOfCookie = (hashText: SessionDeps['hashText'], cookie: string): Promise<string> =>
  hashText(`session ${cookie}`)

/**
 * Who a cookie is of; one statement. What they may do is read anew each time, so that what is taken from them is gone at once.
 * @param isActivity false for what the page does by itself: that keeps no session alive
 * @returns undefined where it is nobody's, was replaced, was idle for too long or is too old
 */
export async function readSession(
  { db, hashText, limits }: Pick<SessionDeps, 'db' | 'hashText' | 'limits'>,
  cookie: string,
  now: UnixSeconds,
  { isActivity = true }: { readonly isActivity?: boolean } = {},
): Promise<Session | undefined> {
  if (!COOKIE_TEXT.test(cookie)) return undefined
  const hash = await hashOfCookie(hashText, cookie)
  const row = await findSession(db, hash, limits, isActivity, now)
  if (row === undefined) return undefined
  return {
    viewer: viewerOf(row, now),
    csrfSecret: row.csrfSecret,
    sessionKey: await hashText(`sealed texts of session ${cookie}`),
    hash,
  }
}

/** What is missing counts as of now: a realm that has come to ask for a second factor asks those who are signed in, too. */
const viewerOf = (row: SessionRow, now: UnixSeconds): Viewer => ({
  userId: row.userId,
  email: row.email,
  name: row.name,
  isSystemAdmin: row.isSystemAdmin,
  level: row.level === 1 ? levelOf(row, now) : row.level,
  hasSecondFactor: row.hasSecondFactor,
  provedAt: row.provedAt,
  language: row.language ?? undefined,
  theme: row.theme ?? undefined,
  timeZone: row.timeZone ?? undefined,
  memberships: row.memberships.map(({ realmId, regionCode, realmName, permissions, networks }) => ({
    realmId,
    realmKey: regionCode ?? String(realmId),
    realmName,
    permissions,
    networks: networks ?? [],
  })),
})

/** What a right password gives somebody by itself. */
export const levelOf = (
  person: {
    readonly hasSecondFactor: boolean
    readonly isSystemAdmin: boolean
    readonly memberships: readonly MembershipRow[]
  },
  now: UnixSeconds,
): SignInLevel =>
  levelAfterPassword(
    {
      ...person,
      memberships: person.memberships.map(({ mfaMode, mfaGraceDays, since }) => ({
        mfaMode: mfaMode ?? DEFAULT_REALM_SETTINGS.mfaMode,
        mfaGraceDays: mfaGraceDays ?? DEFAULT_REALM_SETTINGS.mfaGraceDays,
        since,
      })),
    },
    now,
  )

/** Begins a session of somebody whom the caller knows to be who they are. @throws where nobody has this address */
export async function startSession(
  deps: SessionDeps,
  person: { readonly email: string; readonly level: SignInLevel; readonly place: string },
  now: UnixSeconds,
): Promise<IssuedCookie> {
  const { issued, row } = await makeSession(deps, person.level, person.place, now)
  await insertSession(deps.db, person.email, row, now).run()
  return issued
}

/** Sign-out: the cookie is dead, and nothing that was sealed to it is left. */
export async function endSession(
  { db }: Pick<SessionDeps, 'db'>,
  { viewer, hash }: Session,
): Promise<void> {
  await db.d1.batch([...deleteSession(db, viewer.userId, hash)])
}

/** One of a person's own, by what `readSessions` calls it. Another's is not touched. */
export async function endSessionOf(
  { db }: Pick<SessionDeps, 'db'>,
  { viewer }: Session,
  hash: string,
): Promise<void> {
  await db.d1.batch([...deleteSession(db, viewer.userId, hash)])
}

/** All of a person's, also this one. */
export async function endAllSessions(
  { db }: Pick<SessionDeps, 'db'>,
  { viewer }: Session,
): Promise<void> {
  await db.d1.batch([...deleteSessionsOf(db, viewer.userId, '')])
}

/** Those in force, the last seen first. */
export const readSessions = (
  { db, limits }: Pick<SessionDeps, 'db' | 'limits'>,
  { viewer }: Session,
  now: UnixSeconds,
): Promise<readonly ListedSession[]> => listSessions(db, viewer.userId, limits, now)
