/** What the workers of the verification and the admin API build alike. */

import { parsePhoneNumber } from '../core/codes/phone-number.ts'
import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { cached } from '../db/cached.ts'
import { openVerification } from '../db/verification/database.ts'
import type { RealmQuota } from '../durable/realm-quota.ts'
import { smsComposer } from '../flows/verification/compose-sms.ts'
import type { IssueCodesDeps } from '../flows/verification/issue-codes.ts'
import { signerCache } from '../flows/verification/realm-signing-keys.ts'
import { readSecretKeyring } from '../flows/verification/secret-keyring.ts'
import { smsSender } from '../flows/verification/send-sms.ts'
import { hasSmsProvider } from '../flows/verification/sms.ts'
import type { RealmApiDeps } from '../http/realm-api/surface.ts'
import { admissionControl } from '../platform/admission.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { deriveHmacKey, lazySecretBox, randomBytes } from '../platform/secrets.ts'
import { buildSendSms, type SmsEnv } from './sms.ts'

export type RealmApiEnv = Pick<Env, 'VERIFICATION_DB' | 'MASTER_KEY' | 'SMS_QUEUE'> &
  SmsEnv & {
    readonly REALM_QUOTA: DurableObjectNamespace<RealmQuota>
  }

/** As in the original: a new secret is used half an hour after it was made, so that every isolate knows it by then. */
export const KEYRING_CACHE_SECONDS = 60

/** What issues codes, on whichever surface. */
export function buildIssuing(
  env: RealmApiEnv,
  config: Config,
  { db, secretBox, deps }: ReturnType<typeof buildRealmApi>,
  rules: ForeignRules,
): IssueCodesDeps {
  const sendSms = buildSendSms(env, config, secretBox, rules)
  return {
    db,
    secretKeyring: deps.secretKeyring,
    randomBytes,
    events,
    composeSms: smsComposer({
      signerOf: signerCache(db, secretBox),
      redirectDomain: config.ENX_REDIRECT_DOMAIN,
      failsClosed: config.SMS_FAIL_CLOSED,
    }),
    sms: smsSender({
      ...sendSms,
      enqueue: async (entry) => {
        await env.SMS_QUEUE.send(entry, { contentType: 'text' })
      },
    }),
    pastSeconds: secondsOf(config.ALLOWED_PAST_SYMPTOM_DAYS),
    parsePhone: parsePhoneNumber,
    hasSmsProvider,
    maxAttempts: config.COLLISION_RETRY_COUNT,
    enforcesQuotas: config.ENFORCE_REALM_QUOTAS,
    reportSeconds: secondsOf(config.USER_REPORT_MAX_AGE),
    unclaimedReportSeconds: secondsOf(config.USER_REPORT_UNCLAIMED_MAX_AGE),
  }
}

export function buildRealmApi(env: RealmApiEnv, config: Config) {
  const db = openVerification(env.VERIFICATION_DB)
  const secretBox = lazySecretBox(env.MASTER_KEY)
  let rateLimitSecret: Promise<CryptoKey> | undefined
  const deps: RealmApiDeps = {
    db,
    secretKeyring: cached(
      (now) => readSecretKeyring({ db, secretBox, randomBytes }, now),
      KEYRING_CACHE_SECONDS,
    ),
    events,
    admission: admissionControl(env.REALM_QUOTA, config.JURISDICTION, {
      tokens: config.RATE_LIMIT_TOKENS,
      intervalSeconds: secondsOf(config.RATE_LIMIT_INTERVAL),
    }),
    rateLimitSecret: () => {
      rateLimitSecret ??= deriveHmacKey(env.MASTER_KEY, 'rate limit', 'SHA-1')
      return rateLimitSecret
    },
    isInMaintenance: config.VERIFICATION_MAINTENANCE_MODE,
    probe: () => env.VERIFICATION_DB.prepare('SELECT 1').first(),
  }
  return { db, secretBox, deps }
}
