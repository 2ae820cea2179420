/** Runs what is due, each under its lease, one after another, and keeps each job's heartbeat. */

import { JOB_LEASE_SECONDS, JOB_NAMES, JOB_PERIOD_SECONDS, type JobName } from '../core/jobs.ts'
import { addSeconds, floorTo, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { finishJob, leaseJob } from '../db/keyserver/queries/jobs.ts'

/** What a run did: counts by name. */
export type JobReport = Readonly<Record<string, number>>

export type JobTable = Record<JobName, (now: UnixSeconds) => Promise<JobReport>>

export interface JobRun {
  readonly job: JobName
  readonly outcome: 'done' | 'failed' | 'not_due'
  readonly report: JobReport
  /** What failed, in words without data. */
  readonly failure: string | undefined
}

export interface RunJobsDeps {
  readonly db: KeyserverDatabase
  readonly jobs: JobTable
  /** Told of a failure with its cause, which must not travel further. */
  readonly onFailure: (job: JobName, cause: unknown) => void
}

/** All jobs that are due, in the order of the table. One that fails does not keep the next from running. */
export async function runDueJobs(deps: RunJobsDeps, now: UnixSeconds): Promise<readonly JobRun[]> {
  const runs: JobRun[] = []
  for (const job of JOB_NAMES) {
    const period = JOB_PERIOD_SECONDS[job]
    // A tick comes up to a minute late; periods are counted from full multiples, so that lateness does not add up.
    runs.push(await runJob(deps, job, now, addSeconds(floorTo(now, period), -1)))
  }
  return runs
}

/** One job, due or not; refused only while it runs elsewhere. */
export const runJobNow = (deps: RunJobsDeps, job: JobName, now: UnixSeconds): Promise<JobRun> =>
  runJob(deps, job, now, now)

async function runJob(
  deps: RunJobsDeps,
  job: JobName,
  now: UnixSeconds,
  dueBefore: UnixSeconds,
): Promise<JobRun> {
  const leaseExpiresAt = addSeconds(now, JOB_LEASE_SECONDS)
  if (!(await leaseJob(deps.db, job, now, leaseExpiresAt, dueBefore))) {
    return { job, outcome: 'not_due', report: {}, failure: undefined }
  }
  try {
    const report = await deps.jobs[job](now)
    await finishJob(deps.db, job, now, leaseExpiresAt, undefined)
    return { job, outcome: 'done', report, failure: undefined }
  } catch (cause) {
    deps.onFailure(job, cause)
    const failure = cause instanceof Error ? cause.name : 'Error'
    await finishJob(deps.db, job, now, leaseExpiresAt, failure)
    return { job, outcome: 'failed', report: {}, failure }
  }
}
