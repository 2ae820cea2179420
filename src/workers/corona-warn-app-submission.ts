/** What the Corona-Warn-App submission is made of; it is served beside the publish API. */

import { cached } from '../db/cached.ts'
import { hasSelfReports } from '../db/keyserver/queries/self-reports.ts'
import type { VerificationDeps } from '../flows/corona-warn-app-submission/verify-authorization.ts'
import type { PublishDeps } from '../flows/publish-keys.ts'
import type { PayloadSurfaceDeps } from '../http/corona-warn-app-submission/answer.ts'
import type { AnswerClock } from '../http/publish/answer-clock.ts'
import type { Config } from '../platform/config.ts'
import { events } from '../platform/events.ts'

/** Longest that further self reports are taken after the last that should be. */
const SELF_REPORTS_CACHE_SECONDS = 60

/** Times of a write and of a call to another server, as a fresh isolate takes them to be. Milliseconds. */
export const PAYLOAD_PRIOR_MS = [45, 60, 70, 80, 90, 105, 120, 145, 190, 280]

export function buildPayloadSubmission(
  config: Config,
  shared: PublishDeps & { readonly clock: AnswerClock },
  verification: VerificationDeps,
): PayloadSurfaceDeps {
  const { db, insert, quota, tenants, settings, randomBytes, clock } = shared
  const rules = {
    maxKeys: config.CWA_MAX_KEYS,
    minRollingPeriod: config.CWA_MIN_ROLLING_PERIOD,
    maxRollingPeriod: config.CWA_MAX_ROLLING_PERIOD,
    originCountry: config.CWA_ORIGIN_COUNTRY,
    supportedCountries: config.CWA_SUPPORTED_COUNTRIES.split(',').filter((name) => name !== ''),
  }
  // Once an isolate, at the first request that it gets.
  if (config.CWA_KEY_MULTIPLIER > 1) events.keysMultiplied(config.CWA_KEY_MULTIPLIER)
  return {
    submit: {
      store: { db, insert, quota },
      tenants,
      verification,
      isFullOfSelfReports: cached(
        (now) => hasSelfReports(db, config.CWA_MAX_SELF_REPORTED_KEYS_PER_DAY, now),
        SELF_REPORTS_CACHE_SECONDS,
      ),
      randomBytes,
      settings: {
        ...rules,
        appPackageName: config.CWA_SUBMISSION_APP,
        defaultRegion: settings.defaultRegion,
        maxAgeDays: { tan: config.CWA_RETENTION_DAYS, otp: config.CWA_SRS_DAYS },
        keyMultiplier: config.CWA_KEY_MULTIPLIER,
        servers: {
          tan: {
            baseUrl: config.CWA_VERIFICATION_URL,
            path: '/version/v1/tan/verify',
            member: 'tan',
          },
          otp: { baseUrl: config.CWA_SRS_URL, path: '/version/v1/srs', member: 'otp' },
        },
        limits: settings,
      },
    },
    rules,
    maxRequestBytes: config.CWA_MAX_REQUEST_BYTES,
    events,
    clock,
    isInMaintenance: config.MAINTENANCE_MODE,
  }
}
