/** One try of a password: counted before it is compared, and the same work whoever is asked for. */

import type { UnixSeconds } from '../../core/time.ts'
import {
  type CountedTry,
  countPasswordTry,
  takeBackTry,
} from '../../db/verification/queries/console-tries.ts'
import type { SignInDeps } from './deps.ts'
import { readTypedPassword } from './person-input.ts'

export interface PasswordTry {
  /** undefined: nobody of that address may try now. */
  readonly person: CountedTry | undefined
  /** As it was compared, where it is theirs; undefined: it is not. */
  readonly password: string | undefined
}

/**
 * Counted first: many at once would else be compared before any is counted.
 * @returns undefined where too many wait to be compared: nothing was, and it is no failure of anybody's
 */
export async function tryPassword(
  deps: SignInDeps,
  email: string,
  typed: string,
  now: UnixSeconds,
): Promise<PasswordTry | undefined> {
  const person = await countPasswordTry(deps.db, email, now)
  const password = readTypedPassword(typed)
  const stored = password === undefined ? undefined : person?.password
  const isRight = await deps.passwords.isRight(password ?? '', stored)
  if (isRight === undefined) {
    if (person !== undefined) {
      deps.later(async () => {
        await takeBackTry(deps.db, person).run()
      })
    }
    return undefined
  }
  return { person, password: isRight ? password : undefined }
}
