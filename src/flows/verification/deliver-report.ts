/** Hands the code of a user report to the authority's own system, which tells the person. */

import type { ProviderVerdict } from '../../core/codes/sms-provider.ts'
import { rfc1123 } from '../../core/http-date.ts'
import type { Realm } from '../../core/realms/settings.ts'
import type { Outbound } from '../outbound.ts'
import type { SecretBox } from '../secret-box.ts'
import type { IssuedCode } from './issue-codes.ts'
import { openRealmSecret } from './realm-secrets.ts'
import { webhookSignature } from './webhook-signature.ts'

export interface DeliverReportDeps {
  readonly secretBox: SecretBox
  readonly outbound: Pick<Outbound, 'send'>
}

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** One try. Taken is status 200, and no other. */
export async function deliverReport(
  { secretBox, outbound }: DeliverReportDeps,
  realm: Realm,
  { uuid, code, expiresAt, longExpiresAt, generated }: IssuedCode,
): Promise<ProviderVerdict> {
  const url = realm.settings.userReportWebhookUrl
  const secret = await openRealmSecret(secretBox, realm, 'userReportWebhookSecret')
  if (url === undefined || secret === undefined) return 'refused'
  const body = JSON.stringify({
    padding: '',
    uuid,
    code,
    expiresAt: rfc1123(expiresAt),
    expiresAtTimestamp: expiresAt,
    longExpiresAt: rfc1123(longExpiresAt),
    longExpiresAtTimestamp: longExpiresAt,
    generatedSMS: generated?.text ?? '',
    phone: generated?.phone ?? '',
  })
  const answer = await outbound.send(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-signature': await webhookSignature(secret, body),
    },
    body,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  })
  if (answer.ok) return answer.value.status === 200 ? 'sent' : 'passing'
  return answer.failure.reason === 'address_refused' ? 'refused' : 'passing'
}
