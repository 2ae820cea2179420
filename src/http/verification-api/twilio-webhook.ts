/** The SMS provider tells of texts that did not arrive. Who it is shows in the signature alone. */

import type { Context } from 'hono'
import { signedAddress } from '../../core/codes/twilio-signature.ts'
import { noteSmsError } from '../../flows/verification/note-sms-error.ts'
import { readBody } from '../read-body.ts'
import { jsonAnswer } from '../realm-api/answer.ts'
import type { VerificationApi } from './deps.ts'

const MAX_FORM_BYTES = 64 * 1024

export async function handleTwilioWebhook(c: Context<VerificationApi>): Promise<Response> {
  const body = await readBody(c.req.raw, MAX_FORM_BYTES)
  const realm = c.req.param('realm') ?? ''
  if (body === undefined || !/^[1-9]\d{0,14}$/.test(realm)) return refuse()
  const call = {
    realmId: Number(realm),
    address: signedAddress(new URL(c.req.url)),
    signature: c.req.header('x-twilio-signature') ?? '',
    fields: [...new URLSearchParams(new TextDecoder().decode(body))],
  }
  const noted = await noteSmsError(c.get('deps').smsErrors, call, c.get('now'))
  if (noted.ok) return jsonAnswer({ ok: true })
  c.get('deps').events.smsErrorRefused(noted.failure.reason)
  return refuse()
}

const refuse = (): Response => jsonAnswer({ error: 'bad request' }, 400)
