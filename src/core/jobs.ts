/** The jobs of the clock: what there is and how often. A missed tick is caught up, since only the last run counts. Pure. */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from './time.ts'

export const JOB_PERIOD_SECONDS = {
  // In the order in which a tick runs them: a slot is padded from the newest model, after the last of its uploads, and before
  // a window closes over it.
  'refresh-upload-model': SECONDS_PER_DAY,
  'release-coronamelder-keys': 60,
  // Keys of partners that came are in the national exports of the same tick; what leaves was published at home before.
  'import-from-partners': 60,
  'pad-slots': 60,
  'close-windows': 60,
  'write-exports': 60,
  'publish-layouts': 60,
  'export-to-partners': 60,
  'build-hub-batches': 60,
  'notify-hub-members': 60,
  'delete-expired': 4 * SECONDS_PER_HOUR,
  'delete-expired-federation': 4 * SECONDS_PER_HOUR,
  'count-federation': SECONDS_PER_DAY,
  'rotate-revision-keys': 4 * SECONDS_PER_HOUR,
  'poll-jwks': 120,
  'schedule-imports': 15 * 60,
  'import-files': 5 * 60,
  'run-mirrors': 5 * 60,
  'model-quotas': 4 * SECONDS_PER_HOUR,
  'pull-key-server-statistics': 15 * 60,
  'mail-anomalies': SECONDS_PER_DAY,
  'mail-sms-errors': 12 * SECONDS_PER_HOUR,
  'walk-system': 5 * 60,
  'rotate-secrets': 5 * 60,
  'rotate-token-keys': 30 * 60,
  'rotate-realm-keys': 15 * 60,
  'delete-expired-verification': 5 * 60,
  'sync-apps': 4 * SECONDS_PER_HOUR,
} as const satisfies Record<string, number>

export type JobName = keyof typeof JOB_PERIOD_SECONDS

export const JOB_NAMES = Object.keys(JOB_PERIOD_SECONDS) as readonly JobName[]

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOB_PERIOD_SECONDS, name)

/**
 * How long a run keeps others from starting. A run that was killed is caught up once its lease has ended, so a lease is as
 * short as the job's usual run allows and not as long as the platform lets a run live (15 minutes): every job may overlap
 * with itself, and a lease only saves the work of doing things twice.
 */
export const JOB_LEASE_SECONDS: Record<JobName, number> = {
  'refresh-upload-model': 120,
  'release-coronamelder-keys': 120,
  // Each partner has an object of its own, which lets nothing overlap.
  'import-from-partners': 120,
  'pad-slots': 120,
  'close-windows': 120,
  // Each batch has a lease of its own. A run takes no new batch once this time is over, so that few ever overlap.
  'write-exports': 120,
  // Each export has a lease of its own.
  'publish-layouts': 300,
  'export-to-partners': 120,
  'build-hub-batches': 120,
  'notify-hub-members': 120,
  'delete-expired': 300,
  'delete-expired-federation': 300,
  'count-federation': 300,
  'rotate-revision-keys': 120,
  'poll-jwks': 120,
  'schedule-imports': 120,
  // Each file has a lease of its own.
  'import-files': 120,
  'run-mirrors': 300,
  'model-quotas': 120,
  'pull-key-server-statistics': 300,
  'mail-anomalies': 300,
  'mail-sms-errors': 300,
  'walk-system': 300,
  'rotate-secrets': 120,
  'rotate-token-keys': 120,
  'rotate-realm-keys': 120,
  'delete-expired-verification': 120,
  'sync-apps': 300,
}
