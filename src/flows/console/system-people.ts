/** Who looks after the whole system, and ending the sessions of anybody. Nobody changes their own right. */

import { hasFreshProof } from '../../core/console/viewer.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import { readPerson } from '../../db/verification/queries/console-people.ts'
import { deleteSessionsOf } from '../../db/verification/queries/console-sessions.ts'
import {
  requireSystemRight,
  saveSystemRight,
} from '../../db/verification/queries/console-system.ts'
import type { SignInDeps } from './deps.ts'
import type { Session } from './sessions.ts'

export type SystemRightFailure =
  /** The proof is older than ten minutes. */
  | { readonly reason: 'proof_needed' }
  | { readonly reason: 'no_such_person' }
  | { readonly reason: 'own_right' }
  /** Invited only: the right would wait for whoever opens the letter. */
  | { readonly reason: 'not_come' }
  /** They have the right already, or have none any more; or the viewer has none any more. */
  | { readonly reason: 'changed' }

/**
 * Gives or takes the right of a system administrator; all sessions of the person end. The last one stays: whoever takes the right
 * has it, as the same batch makes sure, and nobody takes their own.
 */
export async function changeSystemRight(
  { db }: Pick<SignInDeps, 'db'>,
  { viewer }: Session,
  userId: number,
  isSystemAdmin: boolean,
  now: UnixSeconds,
): Promise<Result<undefined, SystemRightFailure>> {
  if (userId === viewer.userId) return fail({ reason: 'own_right' })
  const person = await readPerson(db, { userId })
  if (person === undefined) return fail({ reason: 'no_such_person' })
  if (isSystemAdmin && !person.hasCome) return fail({ reason: 'not_come' })
  if (!hasFreshProof(viewer, now)) return fail({ reason: 'proof_needed' })
  try {
    await auditedBatch(
      db,
      now,
      [
        {
          actor: viewer.email,
          action: isSystemAdmin ? 'system_admin.add' : 'system_admin.remove',
          subject: `people/${person.email}`,
          detail: {},
        },
      ],
      [
        requireSystemRight(db, viewer.userId, true),
        requireSystemRight(db, userId, !isSystemAdmin, isSystemAdmin),
        saveSystemRight(db, userId, isSystemAdmin, now),
        ...deleteSessionsOf(db, userId, ''),
      ],
    )
    return succeed(undefined)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'changed' })
  }
}

/** Signs somebody out everywhere. One's own are ended in one's account. */
export async function endSessionsOfPerson(
  { db }: Pick<SignInDeps, 'db'>,
  { viewer }: Session,
  userId: number,
  now: UnixSeconds,
): Promise<Result<undefined, { readonly reason: 'no_such_person' | 'own_sessions' }>> {
  if (userId === viewer.userId) return fail({ reason: 'own_sessions' })
  const person = await readPerson(db, { userId })
  if (person === undefined) return fail({ reason: 'no_such_person' })
  await auditedBatch(
    db,
    now,
    [
      {
        actor: viewer.email,
        action: 'session.end_all',
        subject: `people/${person.email}`,
        detail: {},
      },
    ],
    deleteSessionsOf(db, userId, ''),
  )
  return succeed(undefined)
}
