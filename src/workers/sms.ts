/** What sends texts, for the surfaces that issue codes and for the queue. */

import * as z from 'zod'
import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import type { SecretBox } from '../flows/secret-box.ts'
import type { SendSmsDeps, SystemSms } from '../flows/verification/send-sms.ts'
import type { Config } from '../platform/config.ts'
import { outbound } from '../platform/outbound.ts'

export interface SmsEnv {
  /** Secret of the account that realms may share; not there where there is none. */
  readonly SYSTEM_SMS_AUTH_TOKEN?: string
}

const SystemSmsSchema = z.strictObject({
  accountSid: z.string().min(1),
  from: z.record(z.string(), z.string()),
})

export function buildSendSms(
  env: SmsEnv,
  config: Config,
  secretBox: SecretBox,
  rules: ForeignRules,
): SendSmsDeps {
  return {
    secretBox,
    outbound: outbound(rules.allowsLoopback),
    twilioUrl: config.TWILIO_URL.replace(/\/$/, ''),
    system: systemSms(env, config),
  }
}

export function systemSms(env: SmsEnv, { SYSTEM_SMS }: Config): SystemSms | undefined {
  if (SYSTEM_SMS === '' || env.SYSTEM_SMS_AUTH_TOKEN === undefined) return undefined
  const { accountSid, from } = SystemSmsSchema.parse(JSON.parse(SYSTEM_SMS))
  return { accountSid, from, authToken: env.SYSTEM_SMS_AUTH_TOKEN }
}
