/** How the first system administrator comes: by one link, that is made only while there is none. */

import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, SECONDS_PER_HOUR, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import {
  hasSystemAdmin,
  readOneTime,
  replaceStartLink,
  requireNoSystemAdmin,
  useOneTime,
} from '../../db/verification/queries/console-one-time.ts'
import { savePassword, saveSystemAdmin } from '../../db/verification/queries/console-people.ts'
import { insertSession } from '../../db/verification/queries/console-sessions.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import {
  hashNewPassword,
  type PasswordFailure,
  type PersonProblem,
  readEmail,
  readName,
} from './person-input.ts'
import { type IssuedCookie, makeSession } from './sessions.ts'
import { hashOfToken, makeToken } from './tokens.ts'

export const START_LINK_SECONDS = SECONDS_PER_HOUR

/**
 * Makes the link's token; an older one is void.
 * @returns undefined where there is a system administrator
 */
export async function makeStartLink(
  deps: Pick<SignInDeps, 'db' | 'randomBytes' | 'hashText'>,
  now: UnixSeconds,
): Promise<string | undefined> {
  const token = makeToken(deps.randomBytes)
  const hash = await hashOfToken(deps.hashText, 'start', token)
  const entry = { actor: 'start', action: 'start_link.create', subject: 'system', detail: {} }
  try {
    const statements = replaceStartLink(deps.db, hash, addSeconds(now, START_LINK_SECONDS))
    await auditedBatch(deps.db, now, [entry], statements)
    return token
  } catch (error) {
    if (!isRefusal(error)) throw error
    return undefined
  }
}

/** Whether a link is good still: for everybody else the page does not exist. */
export async function isStartLink(
  deps: Pick<SignInDeps, 'db' | 'hashText'>,
  token: string,
  now: UnixSeconds,
): Promise<boolean> {
  const hash = await hashOfToken(deps.hashText, 'start', token)
  const row = await readOneTime(deps.db, 'start', hash)
  if (row === undefined || row.usedAt !== null || row.expiresAt <= now) return false
  return !(await hasSystemAdmin(deps.db))
}

export type StartFailure = PersonProblem | PasswordFailure | { readonly reason: 'not_found' }

/**
 * Uses the link: the person is there, is a system administrator and signed in as far as the second factor, which they lack yet.
 * A person of this address who was known before becomes one, with the new password.
 */
export async function takeStart(
  deps: SignInDeps,
  token: string,
  typed: {
    readonly name: string
    readonly email: string
    readonly password: string
    readonly place: string
  },
  now: UnixSeconds,
): Promise<Result<IssuedCookie, StartFailure>> {
  if (!(await isStartLink(deps, token, now))) return fail({ reason: 'not_found' })
  const name = readName(typed.name)
  if (!name.ok) return name
  const email = readEmail(typed.email)
  if (!email.ok) return email
  const person = { name: name.value, email: email.value }
  const password = await hashNewPassword(deps, typed.password, person)
  if (!password.ok) return password
  const { issued, row } = await makeSession(deps, 0, typed.place, now)
  const { db } = deps
  try {
    await auditedBatch(
      db,
      now,
      [personEntry(person.email, 'system_admin.start')],
      [
        ...useOneTime(db, 'start', await hashOfToken(deps.hashText, 'start', token), now),
        requireNoSystemAdmin(db),
        saveSystemAdmin(db, person, now),
        savePassword(db, person.email, password.value, now),
        insertSession(db, person.email, row, now),
      ],
    )
    return succeed(issued)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'not_found' })
  }
}
