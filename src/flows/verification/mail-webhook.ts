/** Hands letters to a gateway, as JSON. */

import type { Outbound } from '../outbound.ts'
import type { Mailer } from './mail.ts'

export interface MailWebhookSettings {
  /** '' : no mail is sent, and that is no failure. */
  readonly url: string
  readonly from: string
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
}

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

export const mailWebhook = (
  outbound: Pick<Outbound, 'send'>,
  { url, from, cc, bcc }: MailWebhookSettings,
): Mailer => ({
  async send({ to, subject, text }) {
    const answer = await outbound.send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from, to, cc, bcc, subject, text }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    })
    return answer.ok && answer.value.status >= 200 && answer.value.status < 300
  },
})
