/** Walks the whole system from outside, so that what is broken between its parts is noticed before people do. */

import { hashesOf } from '../../core/codes/code-hash.ts'
import type { RandomBytes } from '../../core/random.ts'
import { makeApiKey } from '../../core/realms/api-key.ts'
import type { Realm } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { type Exchange, MAX_ANSWER_BYTES, WALK_TIMEOUT_MS } from '../../core/walk/exchange.ts'
import { WALK_NAMES, type Walk, walk } from '../../core/walk/walk.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { putApiKey } from '../../db/verification/queries/api-keys.ts'
import { forgetReports } from '../../db/verification/queries/issue.ts'
import { readE2eRealm } from '../../db/verification/queries/realms.ts'
import type { Events } from '../events.ts'
import { JobFailure } from '../job-failure.ts'
import type { Outbound } from '../outbound.ts'
import type { JobReport } from '../run-jobs.ts'
import { apiKeySecrets, type SecretKeyring } from './secret-keyring.ts'

export interface RunWalksDeps {
  readonly db: VerificationDatabase
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
  readonly outbound: Outbound
  readonly randomBytes: RandomBytes
  /** 64 bytes that are the same for the same purpose, and that nobody else can know. */
  readonly derivedBytes: (purpose: string) => Promise<Uint8Array<ArrayBuffer>>
  readonly events: Events
  readonly stopwatch: () => number
}

/** What is walked; undefined: nothing is. */
export interface WalkSettings {
  readonly adminApi: string
  readonly verificationApi: string
  readonly keyServer: string
  readonly redirect: string
  readonly healthAuthorityId: string
}

/** The original's own number for its walks. */
const WALK_PHONE = '+18558361987'
/** Texts of the targets of the realm's apps, as the original's own realm has them. */
const ANDROID_TARGET = 'android'
const IOS_TARGET = 'ios'

/**
 * Walks once by every way. The realm's API keys are the job's own: derived, so that none has to be kept, and renewed where
 * the secrets under them were rotated.
 * @throws JobFailure where a step fails, or there is no realm to walk in
 */
export async function runWalks(
  deps: RunWalksDeps,
  settings: WalkSettings | undefined,
  now: UnixSeconds,
): Promise<JobReport> {
  if (settings === undefined) return { walks: 0 }
  const realm = await readE2eRealm(deps.db)
  if (realm === undefined) throw new JobFailure('walk_failed', 'no realm is there for walks')
  const targets = {
    ...settings,
    adminKey: await ownApiKey(deps, realm, 'admin', now),
    deviceKey: await ownApiKey(deps, realm, 'device', now),
    phone: undefined,
    reportPhone: WALK_PHONE,
    androidTarget: ANDROID_TARGET,
    iosTarget: IOS_TARGET,
    indexUrl: undefined,
  }
  const walkDeps = {
    exchange: exchangeVia(deps.outbound),
    download: () => Promise.reject(new Error('no archive is asked for')),
    randomBytes: deps.randomBytes,
    now: () => now,
    stopwatch: deps.stopwatch,
  }
  const walks: Walk[] = []
  for (const name of WALK_NAMES) {
    if (name === 'user-report') await forgetOwnReport(deps, now)
    const walked = await walk(walkDeps, targets, name)
    deps.events.walked(walked)
    walks.push(walked)
  }
  const failed = walks.filter(({ isGood }) => !isGood).map(({ name }) => name)
  if (failed.length > 0) throw new JobFailure('walk_failed', `walks failed: ${failed.join(', ')}`)
  return { walks: walks.length }
}

/** A phone reports once: that of the last walk is forgotten. */
async function forgetOwnReport(
  { db, secretKeyring }: RunWalksDeps,
  now: UnixSeconds,
): Promise<void> {
  const keyring = await secretKeyring(now)
  const secrets = keyring.hmacKeys('phone_number_database_hmac')
  await forgetReports(db, await hashesOf(WALK_PHONE, secrets))
}

async function ownApiKey(
  { db, secretKeyring, derivedBytes }: RunWalksDeps,
  realm: Realm,
  type: 'admin' | 'device',
  now: UnixSeconds,
): Promise<string> {
  const keyring = await secretKeyring(now)
  const bytes = await derivedBytes(`walk api key ${type} ${realm.id}`)
  const secrets = apiKeySecrets(keyring)
  const { text, keyHash, preview } = await makeApiKey(realm.id, secrets, () => bytes)
  const name = `Walks (${type})`
  await putApiKey(db, { realmId: realm.id, name, type, keyHash, preview, createdAt: now })
  return text
}

const exchangeVia =
  (outbound: Outbound): Exchange =>
  async (url, request) => {
    const limits = { timeoutMs: WALK_TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES }
    const answer = await outbound.send(url, { ...request, ...limits })
    if (!answer.ok) throw new Error(answer.failure.reason)
    const { status, headers, body } = answer.value
    return {
      status,
      contentType: headers.get('content-type') ?? '',
      location: headers.get('location') ?? '',
      text: new TextDecoder().decode(body),
    }
  }
