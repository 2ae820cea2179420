/** Texts and reports on their way: now, or by the queue, which tries again until the code has expired. */

import {
  type ProviderVerdict,
  twilioRequest,
  twilioVerdict,
  webhookVerdict,
} from '../../core/codes/sms-provider.ts'
import type { SmsState } from '../../core/codes/sms-state.ts'
import type { Realm, SmsProvider } from '../../core/realms/settings.ts'
import { fail, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { readRealm } from '../../db/verification/queries/realms.ts'
import { countSmsError } from '../../db/verification/queries/sms-errors.ts'
import { saveSmsState } from '../../db/verification/queries/sms-states.ts'
import type { Events } from '../events.ts'
import type { Outbound } from '../outbound.ts'
import type { SecretBox } from '../secret-box.ts'
import { deliverReport } from './deliver-report.ts'
import { openRealmSecret } from './realm-secrets.ts'
import type { ReportMessage, SmsMessage, SmsSender } from './sms.ts'
import { openEntry, sealEntry } from './sms-entry.ts'
import { webhookSignature } from './webhook-signature.ts'

/** The provider that realms share which may and want to. */
export interface SystemSms {
  readonly accountSid: string
  readonly authToken: string
  /** Numbers by their label. */
  readonly from: Readonly<Record<string, string>>
}

export interface SendSmsDeps {
  readonly secretBox: SecretBox
  readonly outbound: Outbound
  /** Where Twilio is, without a slash at the end. */
  readonly twilioUrl: string
  readonly system: SystemSms | undefined
}

export interface SmsSenderDeps extends SendSmsDeps {
  /** Takes an entry, or throws where the queue takes no more. */
  readonly enqueue: (entry: string) => Promise<void>
}

const TIMEOUT_MS = 5000
const MAX_ANSWER_BYTES = 64 * 1024

export function smsSender(deps: SmsSenderDeps): SmsSender {
  const post: SmsSender['post'] = async (realm, message) => {
    const entry = await sealEntry(deps.secretBox, { realmId: realm.id, message })
    try {
      await deps.enqueue(entry)
      return succeed('queued')
    } catch {
      // The queue says only in words why it takes no more, and whoever issues can but try again later.
      return fail({ reason: 'queue_full' })
    }
  }
  return {
    post,
    async send(realm, message) {
      const verdict = await handOver(deps, realm, message)
      if (verdict === 'sent') return succeed('sent')
      if (verdict === 'passing') return post(realm, message)
      return fail({ reason: verdict })
    },
  }
}

/** One try. */
async function handOver(
  deps: SendSmsDeps,
  realm: Realm,
  message: SmsMessage | ReportMessage,
): Promise<ProviderVerdict> {
  if ('report' in message) return deliverReport(deps, realm, message.report)
  const { settings } = realm
  if (settings.useSystemSms) return bySystem(deps, realm, message)
  const provider = settings.smsProvider
  switch (provider?.kind) {
    case undefined:
    case 'noop-fail':
      return 'refused'
    case 'noop':
      return 'sent'
    case 'twilio':
      return byTwilio(deps, realm, provider, message)
    case 'webhook':
      return byWebhook(deps, realm, provider, message)
  }
}

async function bySystem(
  deps: SendSmsDeps,
  { settings }: Realm,
  { phone, text }: SmsMessage,
): Promise<ProviderVerdict> {
  const from = deps.system?.from[settings.systemSmsFrom ?? '']
  if (deps.system === undefined || from === undefined || !settings.canUseSystemSms) return 'refused'
  const account = { ...deps.system, from }
  return ask(deps, twilioRequest(deps.twilioUrl, account, phone, text), twilioVerdict)
}

async function byTwilio(
  deps: SendSmsDeps,
  realm: Realm,
  provider: Extract<SmsProvider, { kind: 'twilio' }>,
  { phone, text, isUserReport }: SmsMessage,
): Promise<ProviderVerdict> {
  const authToken = await openRealmSecret(deps.secretBox, realm, 'smsAuthToken')
  if (authToken === undefined) return 'refused'
  const from = isUserReport ? (provider.userReportFrom ?? provider.from) : provider.from
  const account = { accountSid: provider.accountSid, authToken, from }
  return ask(deps, twilioRequest(deps.twilioUrl, account, phone, text), twilioVerdict)
}

async function byWebhook(
  deps: SendSmsDeps,
  realm: Realm,
  { url }: Extract<SmsProvider, { kind: 'webhook' }>,
  { phone, text }: SmsMessage,
): Promise<ProviderVerdict> {
  const secret = await openRealmSecret(deps.secretBox, realm, 'smsAuthToken')
  if (secret === undefined) return 'refused'
  const body = JSON.stringify({ to: phone, body: text })
  const headers = {
    'content-type': 'application/json',
    'x-signature': await webhookSignature(secret, body),
  }
  return ask(deps, { url, headers, body }, webhookVerdict)
}

async function ask(
  { outbound }: SendSmsDeps,
  request: { url: string; headers: Readonly<Record<string, string>>; body: string },
  verdictOf: (status: number, body: Uint8Array) => ProviderVerdict,
): Promise<ProviderVerdict> {
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES }
  const { url, headers, body } = request
  const answer = await outbound.send(url, { method: 'POST', headers, body, ...limits })
  if (answer.ok) return verdictOf(answer.value.status, answer.value.body)
  return answer.failure.reason === 'address_refused' ? 'refused' : 'passing'
}

/** Under which code a text is counted that the queue gave up. */
export const UNDELIVERED_CODE = 'undelivered'

/** Counts a text that was tried often enough. A decoy is none. */
export async function giveUpEntry(
  deps: Pick<SendSmsDeps, 'secretBox'> & {
    readonly db: VerificationDatabase
    readonly events: Pick<Events, 'smsDelivered'>
  },
  entry: string,
  now: UnixSeconds,
): Promise<void> {
  const { realmId, message } = await openEntry(deps.secretBox, entry)
  if (message === undefined) return
  await countSmsError(deps.db, realmId, UNDELIVERED_CODE, now)
  await noteState(deps.db, realmId, message, 'undelivered')
  deps.events.smsDelivered('given_up')
}

async function noteState(
  db: VerificationDatabase,
  realmId: number,
  message: SmsMessage | ReportMessage,
  state: SmsState,
): Promise<void> {
  if (!('text' in message) || message.noteOn === undefined) return
  await saveSmsState(db, realmId, message.noteOn, state)
}

/** What becomes of an entry of the queue. */
export type EntryFate = 'done' | 'retry'

/**
 * Delivers one entry of the queue. One that was delivered twice is a text twice, which does no harm; none is lost before its
 * code has expired.
 */
export async function deliverEntry(
  deps: SendSmsDeps & {
    readonly db: VerificationDatabase
    readonly events: Pick<Events, 'smsDelivered'>
  },
  entry: string,
  now: UnixSeconds,
): Promise<EntryFate> {
  const { realmId, message } = await openEntry(deps.secretBox, entry)
  if (message === undefined) return 'done'
  if (message.expiresAt <= now) {
    deps.events.smsDelivered('expired')
    return 'done'
  }
  const realm = await readRealm(deps.db, realmId)
  const verdict = realm === undefined ? 'refused' : await handOver(deps, realm, message)
  const isPassing = verdict === 'passing' || verdict === 'queue_full'
  if (verdict === 'refused') await countSmsError(deps.db, realmId, UNDELIVERED_CODE, now)
  if (verdict === 'refused') await noteState(deps.db, realmId, message, 'refused')
  if (verdict === 'sent') await noteState(deps.db, realmId, message, 'accepted')
  deps.events.smsDelivered(verdict)
  return isPassing ? 'retry' : 'done'
}
