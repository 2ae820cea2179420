/** Sends a text once more that was not taken, from the session in which its code was made: nobody else has the number. */

import type { Realm } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { takeFailedText } from '../../db/verification/queries/sms-states.ts'
import { type Behind, type SendBehindDeps, sendBehind } from '../verification/send-behind.ts'
import { openCode, type SealedTexts, type SealingSession } from './sealed-code.ts'

export type SendAgainFailure =
  /** The session no longer knows the number. */
  | { readonly reason: 'forgotten' }
  /** It did not fail, is being sent already, or its code is over. */
  | { readonly reason: 'not_failed' }

export async function sendAgain(
  deps: { readonly issue: SendBehindDeps; readonly sealedTexts: SealedTexts },
  by: { readonly realm: Realm; readonly session: SealingSession },
  uuid: string,
  behind: Behind,
  now: UnixSeconds,
): Promise<Result<undefined, SendAgainFailure>> {
  const { realm, session } = by
  const sealed = await openCode(deps.sealedTexts, session, realm.id, uuid, now)
  if (sealed?.message === undefined) return fail({ reason: 'forgotten' })
  if (!(await takeFailedText(deps.issue.db, realm.id, uuid, now))) {
    return fail({ reason: 'not_failed' })
  }
  behind(sendBehind(deps.issue, realm, sealed.message))
  return succeed(undefined)
}
