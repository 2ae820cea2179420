/** A password that was forgotten: a letter leads to a new one. Whether an address is known shows nowhere. */

import { normalizeEmail } from '../../core/realms/email-address.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import {
  addOneTimeWithin,
  deleteUnusedOf,
  readOneTime,
  useOneTime,
} from '../../db/verification/queries/console-one-time.ts'
import {
  type KnownPerson,
  readPerson,
  savePassword,
} from '../../db/verification/queries/console-people.ts'
import { deleteSessionsOf, insertSession } from '../../db/verification/queries/console-sessions.ts'
import { forgetTries } from '../../db/verification/queries/console-tries.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { passwordChangedLetter, resetLetter } from './letters.ts'
import { hashNewPassword, type PasswordFailure } from './person-input.ts'
import { type IssuedCookie, levelOf, makeSession } from './sessions.ts'
import { hashOfToken, makeToken } from './tokens.ts'

const RESET_SECONDS = 1800
/** Letters to one person that are good at once: nobody's mailbox is filled by somebody else. */
const MAX_RESETS = 3

/** Sends the letter, where there is somebody to send it to. All of it happens behind the answer, which is always the same. */
export function askForReset(deps: SignInDeps, typedEmail: string, now: UnixSeconds): void {
  const { db, mailer } = deps
  if (mailer === undefined) return
  deps.later(async () => {
    const person = await readPerson(db, { email: normalizeEmail(typedEmail).slice(0, 254) })
    if (person === undefined || !person.hasCome) return
    const token = makeToken(deps.randomBytes)
    const row = {
      hash: await hashOfToken(deps.hashText, 'reset', token),
      kind: 'reset',
      userId: person.userId,
    } as const
    const expiresAt = addSeconds(now, RESET_SECONDS)
    if (!(await addOneTimeWithin(db, row, MAX_RESETS, expiresAt, now))) return
    await mailer.send(resetLetter(person.email, `${deps.origin}/console/recover/${token}`))
  })
}

export type ResetFailure = { readonly reason: 'not_found' } | { readonly reason: 'over' }

/** Whose link it is. */
export async function findReset(
  deps: Pick<SignInDeps, 'db' | 'hashText'>,
  token: string,
  now: UnixSeconds,
): Promise<Result<KnownPerson, ResetFailure>> {
  const row = await readOneTime(deps.db, 'reset', await hashOfToken(deps.hashText, 'reset', token))
  if (row === undefined || row.userId === null) return fail({ reason: 'not_found' })
  if (row.usedAt !== null || row.expiresAt <= now) return fail({ reason: 'over' })
  const person = await readPerson(deps.db, { userId: row.userId })
  return person === undefined ? fail({ reason: 'not_found' }) : succeed(person)
}

/** Sets the new password; all sessions of the person end. A second factor is asked for as ever. */
export async function resetPassword(
  deps: SignInDeps,
  token: string,
  typed: { readonly password: string; readonly place: string },
  now: UnixSeconds,
): Promise<Result<IssuedCookie, ResetFailure | PasswordFailure>> {
  const found = await findReset(deps, token, now)
  if (!found.ok) return found
  const person = found.value
  const password = await hashNewPassword(deps, typed.password, person)
  if (!password.ok) return password
  const { db } = deps
  const level = levelOf(person, now)
  const { issued, row } = await makeSession(deps, level, typed.place, now)
  try {
    await auditedBatch(
      db,
      now,
      [personEntry(person.email, 'password.reset')],
      [
        ...useOneTime(db, 'reset', await hashOfToken(deps.hashText, 'reset', token), now),
        deleteUnusedOf(db, person.userId, 'reset'),
        savePassword(db, person.email, password.value, now),
        ...deleteSessionsOf(db, person.userId, ''),
        // Wrong second factors count on until one was right.
        ...(level === 0 ? [] : [forgetTries(db, person.userId)]),
        insertSession(db, person.email, row, now),
      ],
    )
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'over' })
  }
  deps.later(async () => {
    await deps.mailer?.send(passwordChangedLetter(person.email))
  })
  return succeed(issued)
}
