/** A person whose sign-in stands still is told by mail, behind the answer: on the page nobody can tell it from a wrong password. */

import { lockSeconds } from '../../core/console/lockout.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { CountedTry } from '../../db/verification/queries/console-tries.ts'
import type { SignInDeps } from './deps.ts'

/** @param person of a try that was wrong: does nothing where it locked nothing */
export function tellLocked(deps: SignInDeps, person: CountedTry, now: UnixSeconds): void {
  const seconds = lockSeconds(person.failures)
  if (seconds === 0) return
  deps.later(async () => {
    const minutes = Math.round(seconds / 60)
    const entry = {
      actor: 'sign-in',
      action: 'person.lock',
      subject: `people/${person.email}`,
      detail: { failures: person.failures, minutes },
    }
    await auditedBatch(deps.db, now, [entry], [])
    await deps.mailer?.send({
      to: [person.email],
      subject: 'Your access to the console is locked for now',
      text:
        `Somebody tried to sign in as you with a wrong password or code, ${person.failures} times. ` +
        `For ${minutes} minutes nobody can sign in as you, not with the right ones either.\n\n` +
        'If it was you, wait and try again. If it was not, tell whoever looks after your console.\n',
    })
  })
}
