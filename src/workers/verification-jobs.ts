/** Jobs of the verification server, as entries of the job table. */

import { readAppFeed } from '../api/app-sync.ts'
import { parseKeyServerStatistics } from '../api/verification/key-server-statistics.ts'
import type { UnixSeconds } from '../core/time.ts'
import { openVerification } from '../db/verification/database.ts'
import type { RealmQuota } from '../durable/realm-quota.ts'
import type { Outbound } from '../flows/outbound.ts'
import type { JobTable } from '../flows/run-jobs.ts'
import { deleteExpiredVerification } from '../flows/verification/delete-expired.ts'
import { mailAnomalies, mailSmsErrors } from '../flows/verification/mail-alarms.ts'
import { modelQuotas } from '../flows/verification/model-quotas.ts'
import { pullStatistics } from '../flows/verification/pull-statistics.ts'
import { rotateRealmKeys, rotateTokenKeys } from '../flows/verification/rotate-keys.ts'
import { rotateSecrets } from '../flows/verification/rotate-secrets.ts'
import { runWalks, type WalkSettings } from '../flows/verification/run-walks.ts'
import { readSecretKeyring } from '../flows/verification/secret-keyring.ts'
import { syncApps } from '../flows/verification/sync-apps.ts'
import { codeQuota } from '../platform/admission.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { listOf } from '../platform/config-fields.ts'
import { events } from '../platform/events.ts'
import { deriveBytes, lazySecretBox, randomBytes } from '../platform/secrets.ts'
import { buildCertificateSigners } from './certificate-signers.ts'
import { buildMailer } from './mailer.ts'
import type { SmsEnv } from './sms.ts'
import { signingKeySeconds, verificationAges } from './verification-ages.ts'

export type VerificationJobsEnv = SmsEnv &
  Pick<Env, 'VERIFICATION_DB' | 'MASTER_KEY'> & {
    readonly REALM_QUOTA: DurableObjectNamespace<RealmQuota>
  }

/** @param outbound to others' servers */
export function verificationJobs(env: VerificationJobsEnv, config: Config, outbound: Outbound) {
  const deps = {
    db: openVerification(env.VERIFICATION_DB),
    secretBox: lazySecretBox(env.MASTER_KEY),
    randomBytes,
  }
  const mailDeps = { db: deps.db, mailer: buildMailer(config, outbound) }
  return {
    'rotate-secrets': (now) =>
      rotateSecrets(
        deps,
        {
          activationSeconds: secondsOf(config.SECRET_ACTIVATION_TTL),
          destroySeconds: secondsOf(config.SECRET_DESTROY_TTL),
        },
        now,
      ),
    'rotate-token-keys': (now) =>
      rotateTokenKeys(
        deps,
        {
          maxAgeSeconds: secondsOf(config.TOKEN_SIGNING_KEY_MAX_AGE),
          keepSeconds: signingKeySeconds(config),
        },
        now,
      ),
    'rotate-realm-keys': (now) =>
      rotateRealmKeys(
        deps,
        {
          maxAgeSeconds: secondsOf(config.VERIFICATION_SIGNING_KEY_MAX_AGE),
          delaySeconds: secondsOf(config.VERIFICATION_ACTIVATION_DELAY),
        },
        now,
      ),
    'delete-expired-verification': (now) =>
      deleteExpiredVerification(deps.db, verificationAges(config), now),
    'sync-apps': (now) =>
      syncApps(
        { db: deps.db, outbound, readFeed: readAppFeed },
        {
          url: config.APP_SYNC_URL,
          timeoutMs: config.APP_SYNC_TIMEOUT,
          maxBytes: config.APP_SYNC_SIZE_LIMIT,
        },
        now,
      ),
    'model-quotas': (now) =>
      modelQuotas(
        { db: deps.db, quota: codeQuota(env.REALM_QUOTA, config.JURISDICTION), events },
        { min: config.MODELER_MIN_VALUE, max: config.MODELER_MAX_VALUE },
        now,
      ),
    'pull-key-server-statistics': (now) =>
      pullStatistics(
        {
          db: deps.db,
          outbound,
          signers: buildCertificateSigners(config, deps),
          events,
          readAnswer: parseKeyServerStatistics,
        },
        {
          url: config.KEY_SERVER_URL,
          audience: config.KEY_SERVER_STATS_AUDIENCE,
          timeoutMs: config.STATS_PULLER_DOWNLOAD_TIMEOUT,
          maxBytes: config.STATS_PULLER_SIZE_LIMIT,
          workers: config.STATS_PULLER_MAX_WORKERS,
        },
        now,
      ),
    'mail-anomalies': (now) => mailAnomalies(mailDeps, Number(config.ANOMALY_ALLOWED_STDEVS), now),
    'mail-sms-errors': (now) =>
      mailSmsErrors(
        mailDeps,
        {
          threshold: config.SMS_ERRORS_EMAIL_THRESHOLD,
          ignoredCodes: listOf(config.SMS_IGNORED_ERROR_CODES),
        },
        now,
      ),
    'walk-system': (now) =>
      runWalks(
        {
          ...deps,
          secretKeyring: (at: UnixSeconds) => readSecretKeyring(deps, at),
          outbound,
          derivedBytes: (purpose) => deriveBytes(env.MASTER_KEY, purpose),
          events,
          stopwatch: () => performance.now(),
        },
        walkSettings(config),
        now,
      ),
  } satisfies Partial<JobTable>
}

function walkSettings(config: Config): WalkSettings | undefined {
  const [adminApi, verificationApi, keyServer, redirect] = config.E2E_URLS.split(',')
  if (!adminApi || !verificationApi || !keyServer || !redirect) return undefined
  const healthAuthorityId = config.E2E_HEALTH_AUTHORITY_ID
  return { adminApi, verificationApi, keyServer, redirect, healthAuthorityId }
}
