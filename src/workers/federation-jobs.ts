/** Jobs of federation, as entries of the job table: the exchange with partners, and what our hubs do by the clock. */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { buildEfgsBatches } from '../flows/efgs-hub/build-batches.ts'
import { deleteExpiredEfgsHub } from '../flows/efgs-hub/delete-expired.ts'
import { notifySubscribers } from '../flows/efgs-hub/notify-subscribers.ts'
import { countExpiries } from '../flows/federation/count-expiries.ts'
import { countFederation } from '../flows/federation/count-federation.ts'
import { deleteExpiredFederation } from '../flows/federation/delete-expired-federation.ts'
import { runPartners } from '../flows/federation/run-partners.ts'
import type { JobTable } from '../flows/run-jobs.ts'
import { flushDueBatches } from '../flows/uk-hub/build-batches.ts'
import { deleteExpiredUkHub } from '../flows/uk-hub/download-batch.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { type PartnerObjects, runThroughObjects } from '../platform/partner-control.ts'
import { lazySecretBox, randomBytes } from '../platform/secrets.ts'
import type { Clock } from './clock.ts'
import { callbackHttp } from './federation-partner.ts'

export type FederationJobsEnv = Pick<Env, 'KEYSERVER_DB' | 'SUBMISSIONS' | 'MASTER_KEY'> & {
  readonly FEDERATION_PARTNER: PartnerObjects
}

/** Shorter than the job's lease by more than one call may take. */
const NOTIFICATION_SECONDS = 100

export function federationJobs(
  env: FederationJobsEnv,
  config: Config,
  rules: ForeignRules,
  clock: Clock,
) {
  const db = openKeyserver(env.KEYSERVER_DB)
  const { allowsLoopback } = rules
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const ukBatches = {
    batchSize: config.UK_HUB_BATCH_SIZE,
    flushSeconds: secondsOf(config.UK_HUB_FLUSH_INTERVAL),
  }
  const partners = { db, run: runThroughObjects(env.FEDERATION_PARTNER, config.JURISDICTION) }
  return {
    'import-from-partners': (now) => runPartners(partners, 'import', now),
    'export-to-partners': (now) => runPartners(partners, 'export', now),
    'build-hub-batches': async (now) => ({
      efgsBatches: await buildEfgsBatches(db, config.EFGS_HUB_MAX_BATCH_KEYS, now),
      ukBatches: await flushDueBatches({ db, randomBytes }, ukBatches, now),
    }),
    'notify-hub-members': async () => {
      const startedAt = Date.now()
      const remaining = () => NOTIFICATION_SECONDS - (Date.now() - startedAt) / 1000
      const http = callbackHttp(env, allowsLoopback, config.EFGS_HUB_CERTIFICATE_BINDING)
      const settings = {
        timeoutSeconds: secondsOf(config.EFGS_HUB_CALLBACK_TIMEOUT),
        retryWaitSeconds: secondsOf(config.EFGS_HUB_CALLBACK_RETRY_WAIT),
        maxRetries: config.EFGS_HUB_CALLBACK_MAX_RETRIES,
      }
      const deps = { db, http, allowsLoopback, settings }
      return { ...(await notifySubscribers(deps, { clock, remaining })) }
    },
    'delete-expired-federation': async (now) => {
      // Each is tried whatever becomes of the others.
      const [exchanged, efgsHub, ukHub] = await Promise.allSettled([
        deleteExpiredFederation(db, r2ArchiveStore(env.SUBMISSIONS), now),
        deleteExpiredEfgsHub(db, config.EFGS_HUB_MAX_AGE_DAYS, now),
        deleteExpiredUkHub(db, now),
      ])
      if (exchanged.status === 'rejected') throw exchanged.reason
      if (efgsHub.status === 'rejected') throw efgsHub.reason
      if (ukHub.status === 'rejected') throw ukHub.reason
      return { ...exchanged.value, efgsHubKeys: efgsHub.value, ukHubKeys: ukHub.value }
    },
    'count-federation': async (now) => ({
      ...(await countFederation(db, now)),
      ...(await countExpiries({ db, secretBox }, now)),
    }),
  } satisfies Partial<JobTable>
}
