/** Texts of codes that a person issued: sent behind the answer, since that person can read the code out meanwhile. */

import type { SmsState } from '../../core/codes/sms-state.ts'
import type { Realm } from '../../core/realms/settings.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { saveSmsState } from '../../db/verification/queries/sms-states.ts'
import type { Events } from '../events.ts'
import type { NotedSms, SmsSender } from './sms.ts'

/**
 * Takes the sending of a text, to be done behind the answer. The code is good whatever becomes of it; how far the text is stands on
 * the code, and is what the sending comes to.
 */
export type Behind = (sending: Promise<SmsState>, message: NotedSms) => void

export interface SendBehindDeps {
  readonly db: VerificationDatabase
  readonly sms: Pick<SmsSender, 'send'>
  readonly events: Pick<Events, 'requestFailed'>
}

/** Sends a text and notes on its code what became of it. Never rejects. */
export async function sendBehind(
  deps: SendBehindDeps,
  realm: Realm,
  message: NotedSms,
): Promise<SmsState> {
  const save = async (state: SmsState) => {
    await saveSmsState(deps.db, realm.id, message.noteOn, state)
    return state
  }
  try {
    const sent = await deps.sms.send(realm, message)
    if (!sent.ok) return await save(sent.failure.reason)
    return await save(sent.value === 'sent' ? 'accepted' : 'queued')
  } catch (cause) {
    deps.events.requestFailed('send a text', cause)
    return save('undelivered').catch(() => 'undelivered' as const)
  }
}
