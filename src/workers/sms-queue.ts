/** The queue of texts: each is tried again, later and later, until its code has expired; what never arrived is counted. */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { openVerification } from '../db/verification/database.ts'
import { deliverEntry, giveUpEntry } from '../flows/verification/send-sms.ts'
import type { Config } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { lazySecretBox } from '../platform/secrets.ts'
import type { Clock } from './clock.ts'
import { buildSendSms, type SmsEnv } from './sms.ts'

type SmsQueueEnv = SmsEnv & Pick<Env, 'VERIFICATION_DB' | 'MASTER_KEY'>

/** As wrangler.toml names it. */
const UNDELIVERED_QUEUE = 'tocsin-sms-undelivered'
/** Seconds before the first further try; doubled each time, up to some minutes. */
const FIRST_DELAY_SECONDS = 10
const MAX_DELAY_SECONDS = 1000

/** @param attempts how often it was tried */
export const delayAfter = (attempts: number): number =>
  Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(attempts - 1, 10))

export function smsConsumer(env: SmsQueueEnv, config: Config, rules: ForeignRules, clock: Clock) {
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const deps = {
    ...buildSendSms(env, config, secretBox, rules),
    db: openVerification(env.VERIFICATION_DB),
    events,
  }
  const isDone = async (queue: string, entry: string): Promise<boolean> => {
    try {
      if (queue !== UNDELIVERED_QUEUE) return (await deliverEntry(deps, entry, clock())) === 'done'
      await giveUpEntry(deps, entry, clock())
      return true
    } catch (cause) {
      events.requestFailed('sms-queue', cause)
      return false
    }
  }
  return async (batch: MessageBatch): Promise<void> => {
    for (const message of batch.messages) {
      // One that fails does not keep the next from being sent.
      if (await isDone(batch.queue, String(message.body))) message.ack()
      else message.retry({ delaySeconds: delayAfter(message.attempts) })
    }
  }
}
