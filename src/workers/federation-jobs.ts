/** Jobs of federation, as entries of the job table: the exchange with partners, and what our hubs do by the clock. */

import { openKeyserver } from '../db/keyserver/database.ts'
import { countFederation } from '../flows/federation/count-federation.ts'
import { deleteExpiredFederation } from '../flows/federation/delete-expired-federation.ts'
import { runPartners } from '../flows/federation/run-partners.ts'
import type { JobTable } from '../flows/run-jobs.ts'
import { flushBatches } from '../flows/uk-hub/build-batches.ts'
import { deleteExpiredUkHub } from '../flows/uk-hub/download-batch.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import type { Config } from '../platform/config.ts'
import { type PartnerObjects, runThroughObjects } from '../platform/partner-control.ts'
import { randomBytes } from '../platform/secrets.ts'

export type FederationJobsEnv = Pick<Env, 'KEYSERVER_DB' | 'SUBMISSIONS'> & {
  readonly FEDERATION_PARTNER: PartnerObjects
}

export function federationJobs(env: FederationJobsEnv, config: Config) {
  const db = openKeyserver(env.KEYSERVER_DB)
  const partners = { db, run: runThroughObjects(env.FEDERATION_PARTNER, config.JURISDICTION) }
  return {
    'import-from-partners': (now) => runPartners(partners, 'import', now),
    'export-to-partners': (now) => runPartners(partners, 'export', now),
    'build-hub-batches': async (now) => ({
      ukBatches: await flushBatches({ db, randomBytes }, config.UK_HUB_BATCH_SIZE, now),
    }),
    'notify-hub-members': async () => ({}),
    'delete-expired-federation': async (now) => {
      // Each is tried whatever becomes of the others.
      const [exchanged, ukHub] = await Promise.allSettled([
        deleteExpiredFederation(db, r2ArchiveStore(env.SUBMISSIONS), now),
        deleteExpiredUkHub(db, now),
      ])
      if (exchanged.status === 'rejected') throw exchanged.reason
      if (ukHub.status === 'rejected') throw ukHub.reason
      return { ...exchanged.value, ukHubKeys: ukHub.value }
    },
    'count-federation': (now) => countFederation(db, now),
  } satisfies Partial<JobTable>
}
