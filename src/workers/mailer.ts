/** What sends letters, for the jobs and for the console. */

import type { Outbound } from '../flows/outbound.ts'
import type { Mailer } from '../flows/verification/mail.ts'
import { mailWebhook } from '../flows/verification/mail-webhook.ts'
import type { Config } from '../platform/config.ts'
import { listOf } from '../platform/config-fields.ts'

/** @returns undefined where none are sent */
export function buildMailer(config: Config, outbound: Outbound): Mailer | undefined {
  if (config.MAIL_URL === '') return undefined
  return mailWebhook(outbound, {
    url: config.MAIL_URL,
    from: config.MAIL_FROM,
    cc: listOf(config.MAIL_CC),
    bcc: listOf(config.MAIL_BCC),
  })
}
