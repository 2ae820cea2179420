/** How texts are handed to providers, as requests and answers. Pure. Source: Twilio's API for messages; ours for a webhook. */

import { toBase64, utf8 } from '../bytes.ts'

export interface ProviderRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
  /** E.164, a short code, or a messaging service ("MG…"). */
  readonly from: string
}

/** @param baseUrl without a slash at the end */
export function twilioRequest(
  baseUrl: string,
  { accountSid, authToken, from }: TwilioAccount,
  phone: string,
  text: string,
): ProviderRequest {
  const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From'
  return {
    url: `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
    headers: {
      authorization: `Basic ${toBase64(utf8(`${accountSid}:${authToken}`))}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({ To: phone, Body: text, [sender]: from }).toString(),
  }
}

export type ProviderVerdict = 'sent' | 'refused' | 'queue_full' | 'passing'

const QUEUE_FULL = 21_611

/** @param body as it came */
export function twilioVerdict(status: number, body: Uint8Array): ProviderVerdict {
  if (status >= 200 && status < 300) return 'sent'
  if (codeOf(body) === QUEUE_FULL) return 'queue_full'
  return status === 429 || status >= 500 ? 'passing' : 'refused'
}

export const webhookVerdict = (status: number): ProviderVerdict => {
  if (status >= 200 && status < 300) return 'sent'
  return status === 429 || status >= 500 ? 'passing' : 'refused'
}

function codeOf(body: Uint8Array): unknown {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body))
    return (answer as { code?: unknown } | null)?.code
  } catch {
    // A proxy's page in place of the provider's answer: the status says what there is to know.
    return undefined
  }
}
