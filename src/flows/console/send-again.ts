/** Sends a text once more that was not taken, from the session in which its code was made: nobody else has the number. */

import { hasFailed } from '../../core/codes/sms-state.ts'
import type { Realm } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { takeFailedText } from '../../db/verification/queries/sms-states.ts'
import { type SendBehindDeps, sendBehind } from '../verification/send-behind.ts'
import type { NotedSms } from '../verification/sms.ts'
import { eraseText, openText, type SealedTexts, type SealingSession } from './sealed-code.ts'

export type SendAgainFailure =
  /** The session no longer knows the number. */
  | { readonly reason: 'forgotten' }
  /** It did not fail, is being sent already, or its code is over. */
  | { readonly reason: 'not_failed' }

interface SendAgainDeps {
  readonly issue: SendBehindDeps
  readonly sealedTexts: SealedTexts
}

export async function sendAgain(
  deps: SendAgainDeps,
  by: { readonly realm: Realm; readonly session: SealingSession },
  uuid: string,
  behind: (work: Promise<void>) => void,
  now: UnixSeconds,
): Promise<Result<undefined, SendAgainFailure>> {
  const { realm, session } = by
  const message = await openText(deps.sealedTexts, session, realm.id, uuid, now)
  if (message === undefined) return fail({ reason: 'forgotten' })
  if (!(await takeFailedText(deps.issue.db, realm.id, uuid, now))) {
    return fail({ reason: 'not_failed' })
  }
  behind(sendAndForget(deps, by, message))
  return succeed(undefined)
}

async function sendAndForget(
  { issue, sealedTexts }: SendAgainDeps,
  { realm, session }: { readonly realm: Realm; readonly session: SealingSession },
  message: NotedSms,
): Promise<void> {
  if (hasFailed(await sendBehind(issue, realm, message))) return
  try {
    await eraseText(sealedTexts, session, realm.id, message.noteOn)
  } catch (cause) {
    issue.events.requestFailed('forget a text', cause)
  }
}
