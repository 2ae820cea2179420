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
/** Seconds before the first further try; doubled each time. */
const FIRST_DELAY_SECONDS = 10

export function smsConsumer(env: SmsQueueEnv, config: Config, rules: ForeignRules, clock: Clock) {
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const deps = {
    ...buildSendSms(env, config, secretBox, rules),
    db: openVerification(env.VERIFICATION_DB),
    events,
  }
  return async (batch: MessageBatch): Promise<void> => {
    for (const message of batch.messages) {
      const entry = String(message.body)
      if (batch.queue === UNDELIVERED_QUEUE) {
        await giveUpEntry(deps, entry, clock())
        message.ack()
        continue
      }
      const fate = await deliverEntry(deps, entry, clock())
      if (fate === 'done') message.ack()
      else message.retry({ delaySeconds: FIRST_DELAY_SECONDS * 2 ** (message.attempts - 1) })
    }
  }
}
