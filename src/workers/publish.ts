/** The publish surface as a Worker: phones upload here. */

import { cached } from '../db/cached.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { tenantCache } from '../db/keyserver/queries/tenants.ts'
import type { Ingest } from '../durable/ingest.ts'
import type { Quota } from '../durable/quota.ts'
import type { VerificationDeps } from '../flows/corona-warn-app-submission/verify-authorization.ts'
import { readRevisionKeyring } from '../flows/revision-keyring.ts'
import { insertDirectly } from '../flows/store-upload.ts'
import { payloadSurface } from '../http/corona-warn-app-submission/surface.ts'
import { answerClock } from '../http/publish/answer-clock.ts'
import { publishSurface } from '../http/publish/surface.ts'
import { submissionSurface } from '../http/submission/surface.ts'
import { readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { insertInGroups } from '../platform/ingest.ts'
import type { NhsSecrets } from '../platform/nhs-config.ts'
import { outbound } from '../platform/outbound.ts'
import { uploadQuota } from '../platform/quota.ts'
import { lazySecretBox, randomBytes } from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { buildPayloadSubmission, PAYLOAD_PRIOR_MS } from './corona-warn-app-submission.ts'
import { buildCoronaMelder, type CoronaMelderEnv } from './coronamelder.ts'
import { perEnv } from './memo.ts'
import { publishSettings } from './publish-settings.ts'
import { buildSubmission } from './submission.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'

export type PublishEnv = Pick<Env, 'KEYSERVER_DB' | 'MASTER_KEY'> &
  CoronaMelderEnv &
  NhsSecrets & {
    readonly QUOTA: DurableObjectNamespace<Quota>
    readonly INGEST_OBJECT: DurableObjectNamespace<Ingest>
  }

/** Longest that a new revision key is unknown to an isolate, as in the original. */
const KEYRING_CACHE_SECONDS = 60

/** Others' servers, as submissions ask them. @param allowsLoopback for development */
export const verificationOverNetwork = (allowsLoopback: boolean): VerificationDeps => ({
  outbound: outbound(allowsLoopback),
  stopwatch: () => performance.now(),
  sleep: (milliseconds) => scheduler.wait(milliseconds),
})

export function buildPublish(
  env: PublishEnv,
  clock: Clock = wallClock,
  verification: VerificationDeps = verificationOverNetwork(false),
) {
  const config = readConfig({ ...env })
  const db = openKeyserver(env.KEYSERVER_DB)
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const tenants = tenantCache(db, secondsOf(config.TENANT_CACHE))
  const newClock = (priorMs?: readonly number[]) =>
    answerClock({
      stopwatch: () => performance.now(),
      sleep: (milliseconds) => scheduler.wait(milliseconds),
      random: () => Math.random(),
      stepMs: config.RESPONSE_STEP,
      ...(priorMs && { priorMs }),
    })
  const deps = {
    publish: {
      db,
      insert:
        config.INGEST === 'group'
          ? insertInGroups(env.INGEST_OBJECT, config.JURISDICTION)
          : insertDirectly(db),
      tenants,
      revisionKeyring: cached(
        (now) => readRevisionKeyring({ db, secretBox, randomBytes }, now),
        KEYRING_CACHE_SECONDS,
      ),
      quota: uploadQuota(env.QUOTA, config.JURISDICTION),
      randomBytes,
      settings: publishSettings(config),
    },
    events,
    clock: newClock(),
    isInMaintenance: config.MAINTENANCE_MODE,
    answerBytes: config.RESPONSE_BYTES,
    stats: {
      db,
      tenants,
      settings: {
        audience: config.STATS_AUDIENCE,
        minimumUploads: config.STATS_UPLOAD_MINIMUM,
        embargoSeconds: secondsOf(config.STATS_EMBARGO_PERIOD),
      },
      clock: newClock(),
      answerBytes: config.STATS_RESPONSE_BYTES,
    },
    probe: () => env.KEYSERVER_DB.prepare('SELECT 1').first(),
  }
  const surface = publishSurface({ servesV1Alpha1: config.ENABLE_V1ALPHA1_API }, () => ({
    deps,
    now: clock(),
  }))
  if (config.CWA_SUBMISSION_APP !== '') {
    const clockOfPayloads = newClock(PAYLOAD_PRIOR_MS)
    const shared = { ...deps.publish, clock: clockOfPayloads }
    const payloads = buildPayloadSubmission(config, shared, verification)
    surface.route(
      '/',
      payloadSurface(() => ({ deps: payloads, now: clock() })),
    )
  }
  if (config.CORONAMELDER_APP !== '') {
    surface.route('/', buildCoronaMelder(env, config, clock, newClock()))
  }
  if (config.NHS_SUBMISSION_APP === '') return surface
  const submission = buildSubmission(env, config, { ...deps.publish, clock: newClock() })
  return surface.route(
    '/',
    submissionSurface(() => ({ deps: submission, now: clock() })),
  )
}

const surfaceOf = perEnv((env: PublishEnv) => buildPublish(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<PublishEnv>
