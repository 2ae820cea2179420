/** What people change of their own access. */

import { isTimeZone, type Preferences } from '../../core/console/preferences.ts'
import { hasFreshProof } from '../../core/console/viewer.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import { deleteUnusedOf } from '../../db/verification/queries/console-one-time.ts'
import {
  renamePerson,
  savePassword,
  savePreferences,
} from '../../db/verification/queries/console-people.ts'
import {
  deleteSessionsOf,
  proveSession,
  replaceSession,
} from '../../db/verification/queries/console-sessions.ts'
import { forgetTries, requireUnchanged } from '../../db/verification/queries/console-tries.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { passwordChangedLetter } from './letters.ts'
import { tellLocked } from './lockout.ts'
import {
  hashNewPassword,
  type PasswordFailure,
  type PersonProblem,
  readName,
} from './person-input.ts'
import { findProof } from './second-factor.ts'
import { type IssuedCookie, makeSession, type Session } from './sessions.ts'
import { tryPassword } from './try-password.ts'

export type ProofFailure =
  /** Password or code: it is not told which. */
  | { readonly reason: 'refused' }
  | { readonly reason: 'busy' }
  /** Not wholly signed in. */
  | { readonly reason: 'second_factor_needed' }

/**
 * Proves again who somebody is, before something sensitive: the password, and a code where they have a second factor. The cookie
 * stays, and with it what was sealed to it.
 */
export async function proveAgain(
  deps: SignInDeps,
  session: Session,
  typed: { readonly password: string; readonly code: string },
  now: UnixSeconds,
): Promise<Result<undefined, ProofFailure>> {
  const { viewer, hash } = session
  if (viewer.level === 0) return fail({ reason: 'second_factor_needed' })
  const tried = await tryPassword(deps, viewer.email, typed.password, now)
  if (tried === undefined) return fail({ reason: 'busy' })
  const { person, password } = tried
  if (person === undefined) return fail({ reason: 'refused' })
  const code =
    person.totpSecret === null
      ? { statements: [] }
      : await findProof(deps, person, typed.code.slice(0, 64), now)
  if (password === undefined || code === undefined || code === 'used') {
    tellLocked(deps, person, now)
    return fail({ reason: 'refused' })
  }
  try {
    await deps.db.d1.batch([
      requireUnchanged(deps.db, person),
      ...code.statements,
      ...proveSession(deps.db, hash, now),
      forgetTries(deps.db, person.userId),
    ])
    return succeed(undefined)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'refused' })
  }
}

export type ChangeFailure =
  | { readonly reason: 'second_factor_needed' }
  /** The proof is older than ten minutes. */
  | { readonly reason: 'proof_needed' }

/** Sets a new password; all other sessions of the person end. @returns the cookie that takes the place of this session's */
export async function changePassword(
  deps: SignInDeps,
  session: Session,
  typedPassword: string,
  now: UnixSeconds,
): Promise<Result<IssuedCookie, ChangeFailure | PasswordFailure>> {
  const { viewer, hash } = session
  if (viewer.level === 0) return fail({ reason: 'second_factor_needed' })
  if (!hasFreshProof(viewer, now)) return fail({ reason: 'proof_needed' })
  const password = await hashNewPassword(deps, typedPassword, viewer)
  if (!password.ok) return password
  const { db } = deps
  const { issued, row } = await makeSession(deps, viewer.level, '', viewer.provedAt)
  try {
    await auditedBatch(
      db,
      now,
      [personEntry(viewer.email, 'password.change')],
      [
        ...replaceSession(db, hash, row, now),
        savePassword(db, viewer.email, password.value, now),
        ...deleteSessionsOf(db, viewer.userId, row.hash),
        deleteUnusedOf(db, viewer.userId, 'reset'),
      ],
    )
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'proof_needed' })
  }
  deps.later(async () => {
    await deps.mailer?.send(passwordChangedLetter(viewer.email))
  })
  return succeed(issued)
}

export async function changeName(
  { db }: Pick<SignInDeps, 'db'>,
  { viewer }: Session,
  typed: string,
  now: UnixSeconds,
): Promise<Result<undefined, PersonProblem>> {
  const name = readName(typed)
  if (!name.ok) return name
  await auditedBatch(
    db,
    now,
    [personEntry(viewer.email, 'person.rename', { name: { from: viewer.name, to: name.value } })],
    [renamePerson(db, viewer.userId, name.value, now)],
  )
  return succeed(undefined)
}

export type PreferenceFailure = { readonly reason: 'no_such_time_zone' }

/** How the console looks for somebody: nothing of the record. */
export async function changePreferences(
  { db }: Pick<SignInDeps, 'db'>,
  { viewer }: Session,
  wishes: Preferences,
): Promise<Result<undefined, PreferenceFailure>> {
  if (wishes.timeZone !== undefined && !isTimeZone(wishes.timeZone)) {
    return fail({ reason: 'no_such_time_zone' })
  }
  await savePreferences(db, viewer.userId, wishes).run()
  return succeed(undefined)
}
