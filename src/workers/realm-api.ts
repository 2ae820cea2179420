/** What the workers of the verification and the admin API build alike. */

import { cached } from '../db/cached.ts'
import { openVerification } from '../db/verification/database.ts'
import type { RealmQuota } from '../durable/realm-quota.ts'
import { readSecretKeyring } from '../flows/verification/secret-keyring.ts'
import type { RealmApiDeps } from '../http/realm-api/surface.ts'
import { admissionControl } from '../platform/admission.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { deriveHmacKey, lazySecretBox, randomBytes } from '../platform/secrets.ts'

export type RealmApiEnv = Pick<Env, 'VERIFICATION_DB' | 'MASTER_KEY'> & {
  readonly REALM_QUOTA: DurableObjectNamespace<RealmQuota>
}

/** As in the original: a new secret is used half an hour after it was made, so that every isolate knows it by then. */
export const KEYRING_CACHE_SECONDS = 60

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
