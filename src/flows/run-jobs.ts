/** Runs what is due, each under its lease, one after another, and keeps each job's heartbeat. */

import { JOB_LEASE_SECONDS, JOB_NAMES, JOB_PERIOD_SECONDS, type JobName } from '../core/jobs.ts'
import { addSeconds, floorTo, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { finishJob, leaseJob } from '../db/keyserver/queries/jobs.ts'
import { type JobFailureReason, reasonOf } from './job-failure.ts'

/** What a run did: counts by name. */
export type JobReport = Readonly<Record<string, number>>

export type JobTable = Record<JobName, (now: UnixSeconds) => Promise<JobReport>>

export interface JobRun {
  readonly job: JobName
  readonly outcome: 'done' | 'failed' | 'not_due'
  readonly report: JobReport
  readonly failure: JobFailureReason | undefined
}

export interface RunJobsDeps {
  readonly db: KeyserverDatabase
  readonly jobs: JobTable
  /** Told of a failure with its cause, which must not travel further. */
  readonly onFailure: (job: JobName, cause: unknown) => void
}

/**
 * All jobs that are due, in the order of the table. One that fails does not keep the next from running.
 * @param clock read for each job anew: those before may have taken minutes
 */
export async function runDueJobs(
  deps: RunJobsDeps,
  clock: () => UnixSeconds,
): Promise<readonly JobRun[]> {
  const runs: JobRun[] = []
  for (const job of JOB_NAMES) {
    const now = clock()
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
  try {
    const leaseExpiresAt = addSeconds(now, JOB_LEASE_SECONDS[job])
    if (!(await leaseJob(deps.db, job, now, leaseExpiresAt, dueBefore))) {
      return { job, outcome: 'not_due', report: {}, failure: undefined }
    }
    return await runLeasedJob(deps, job, now, leaseExpiresAt)
  } catch (cause) {
    // The database took neither lease nor result: the lease ends by itself, and the next job may have more luck.
    return failed(deps, job, cause)
  }
}

async function runLeasedJob(
  deps: RunJobsDeps,
  job: JobName,
  now: UnixSeconds,
  leaseExpiresAt: UnixSeconds,
): Promise<JobRun> {
  let run: JobRun
  try {
    run = { job, outcome: 'done', report: await deps.jobs[job](now), failure: undefined }
  } catch (cause) {
    run = failed(deps, job, cause)
  }
  await finishJob(deps.db, job, now, leaseExpiresAt, run.failure)
  return run
}

function failed(deps: RunJobsDeps, job: JobName, cause: unknown): JobRun {
  deps.onFailure(job, cause)
  return { job, outcome: 'failed', report: {}, failure: reasonOf(cause) }
}
