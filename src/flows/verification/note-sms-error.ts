/** What the SMS provider tells of texts that did not arrive. Source: verification server pkg/controller/webhooks. */

import { utf8 } from '../../core/bytes.ts'
import { twilioSignature } from '../../core/codes/twilio-signature.ts'
import { equalInConstantTime } from '../../core/crypto/constant-time.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { readRealm } from '../../db/verification/queries/realms.ts'
import { countSmsError } from '../../db/verification/queries/sms-errors.ts'
import type { SecretBox } from '../secret-box.ts'
import { openRealmSecret } from './realm-secrets.ts'
import type { SystemSms } from './send-sms.ts'

export interface NoteSmsErrorDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly system: SystemSms | undefined
}

export interface SmsErrorCall {
  readonly realmId: number
  /** As it is signed. */
  readonly address: string
  readonly signature: string
  readonly fields: readonly (readonly [string, string])[]
}

export type SmsErrorFailure =
  | { readonly reason: 'no_signature' }
  | { readonly reason: 'malformed_payload' }
  | { readonly reason: 'unknown_account' }
  | { readonly reason: 'wrong_signature' }

/** @returns whether it was an error that is counted; other news are taken and passed over */
export async function noteSmsError(
  deps: NoteSmsErrorDeps,
  call: SmsErrorCall,
  now: UnixSeconds,
): Promise<Result<boolean, SmsErrorFailure>> {
  if (call.signature === '') return fail({ reason: 'no_signature' })
  const field = (name: string) => call.fields.find(([known]) => known === name)?.[1] ?? ''
  const isError = field('Level').toUpperCase() === 'ERROR'
  if (!isError || field('PayloadType').toLowerCase() !== 'application/json') return succeed(false)
  const payload = parseObject(field('Payload'))
  if (payload === undefined) return fail({ reason: 'malformed_payload' })
  const code = payload['error_code']
  const errorCode = typeof code === 'number' || typeof code === 'string' ? String(code) : ''
  if (errorCode === '') return succeed(false)
  const authToken = await authTokenOf(deps, call.realmId, field('AccountSid'))
  if (authToken === undefined) return fail({ reason: 'unknown_account' })
  const expected = await twilioSignature(authToken, call.address, call.fields)
  if (!equalInConstantTime(utf8(expected), utf8(call.signature))) {
    return fail({ reason: 'wrong_signature' })
  }
  await countSmsError(deps.db, call.realmId, errorCode.slice(0, MAX_CODE_LENGTH), now)
  return succeed(true)
}

const MAX_CODE_LENGTH = 32

async function authTokenOf(
  { db, secretBox, system }: NoteSmsErrorDeps,
  realmId: number,
  accountSid: string,
): Promise<string | undefined> {
  const realm = await readRealm(db, realmId)
  if (realm === undefined || accountSid === '') return undefined
  const { useSystemSms, smsProvider } = realm.settings
  if (useSystemSms) return system?.accountSid === accountSid ? system.authToken : undefined
  if (smsProvider?.kind !== 'twilio' || smsProvider.accountSid !== accountSid) return undefined
  return openRealmSecret(secretBox, realm, 'smsAuthToken')
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
