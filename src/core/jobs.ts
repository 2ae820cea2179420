/** The jobs of the clock: what there is and how often. A missed tick is caught up, since only the last run counts. Pure. */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from './time.ts'

export const JOB_PERIOD_SECONDS = {
  // In the order in which a tick runs them: a slot is padded from the newest model, and before a window closes over it.
  'refresh-upload-model': SECONDS_PER_DAY,
  'pad-slots': 60,
  'close-windows': 60,
  'write-exports': 60,
  'delete-expired': 4 * SECONDS_PER_HOUR,
  'rotate-revision-keys': 4 * SECONDS_PER_HOUR,
} as const satisfies Record<string, number>

export type JobName = keyof typeof JOB_PERIOD_SECONDS

export const JOB_NAMES = Object.keys(JOB_PERIOD_SECONDS) as readonly JobName[]

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOB_PERIOD_SECONDS, name)

/** Longest that a job may hold its lease: the platform's 15 minutes of a scheduled event, and one. */
export const JOB_LEASE_SECONDS = 16 * 60
