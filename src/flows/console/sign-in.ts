/** Sign-in with a password. Whoever is refused is not told why, nor can tell it by the time that it took. */

import { normalizeEmail } from '../../core/realms/email-address.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import { replaceHash } from '../../db/verification/queries/console-people.ts'
import { deleteSession, insertSession } from '../../db/verification/queries/console-sessions.ts'
import {
  type CountedTry,
  forgetTries,
  requireUnchanged,
  takeBackTry,
} from '../../db/verification/queries/console-tries.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { tellLocked } from './lockout.ts'
import { type IssuedCookie, levelOf, makeSession, type Session } from './sessions.ts'
import { tryPassword } from './try-password.ts'

export interface SignedIn extends IssuedCookie {
  readonly userId: number
  /** At level 0: whether a second factor is to be asked for, or to be set up. */
  readonly hasSecondFactor: boolean
}

export type SignInFailure =
  /** Unknown, wrong, locked or not come yet: one answer. */
  | { readonly reason: 'refused' }
  /** Too many are signing in: to be tried again in a few seconds. */
  | { readonly reason: 'busy' }

/**
 * @param typed as it was typed; `place`: where, in words for its owner
 * @param present the session of this browser, which ends with this one's beginning
 */
export async function signIn(
  deps: SignInDeps,
  typed: { readonly email: string; readonly password: string; readonly place: string },
  present: Session | undefined,
  now: UnixSeconds,
): Promise<Result<SignedIn, SignInFailure>> {
  const address = normalizeEmail(typed.email).slice(0, 254)
  const tried = await tryPassword(deps, address, typed.password, now)
  if (tried === undefined) return fail({ reason: 'busy' })
  const { person, password } = tried
  if (person === undefined || password === undefined) {
    if (person !== undefined) tellLocked(deps, person, now)
    return fail({ reason: 'refused' })
  }
  try {
    return succeed(await begin(deps, person, password, typed.place, present, now))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'refused' })
  }
}

async function begin(
  deps: SignInDeps,
  person: CountedTry,
  password: string,
  place: string,
  present: Session | undefined,
  now: UnixSeconds,
): Promise<SignedIn> {
  const { db } = deps
  const hasSecondFactor = person.totpSecret !== null
  const level = levelOf({ ...person, hasSecondFactor }, now)
  const { issued, row } = await makeSession(deps, level, place, now)
  await auditedBatch(
    db,
    now,
    level === 0 ? [] : [personEntry(person.email, 'person.sign_in', { level })],
    [
      // Hashing takes long enough for somebody to set a new one, which ends what the old one opened.
      requireUnchanged(db, person),
      ...(present === undefined ? [] : deleteSession(db, present.viewer.userId, present.hash)),
      // Wrong second factors count on: they are forgotten with a whole sign-in only.
      level === 0 ? takeBackTry(db, person) : forgetTries(db, person.userId),
      insertSession(db, person.email, row, now),
    ],
  )
  if (deps.passwords.isOutdated(person.password)) {
    deps.later(async () => {
      const hash = await deps.passwords.hash(password)
      if (hash === undefined) return
      await replaceHash(db, person.userId, person.password, hash).run()
    })
  }
  return { ...issued, userId: person.userId, hasSecondFactor }
}
