/** The jobs surface: what ran when, and run-now. Every route but health wants the operator's token. */

import type { Context } from 'hono'
import { createFactory } from 'hono/factory'
import { jobsContract } from '../../api/openapi/jobs.ts'
import { isJobName, JOB_NAMES, JOB_PERIOD_SECONDS } from '../../core/jobs.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { readJobs } from '../../db/keyserver/queries/jobs.ts'
import type { Events } from '../../flows/events.ts'
import { type RunJobsDeps, runJobNow } from '../../flows/run-jobs.ts'
import { answerHealth } from '../health.ts'
import { goNotFound } from '../not-found.ts'
import { answerOpenApi } from '../openapi.ts'
import { type OperatorGate, requireOperator } from '../require-operator.ts'

export interface JobsSurfaceDeps extends OperatorGate {
  readonly run: RunJobsDeps
  readonly events: Events
  /** Fails where the database can't be reached. */
  readonly probe: () => Promise<unknown>
  /** Apps whose switches let something pass unchecked. */
  readonly readBypasses: (now: UnixSeconds) => Promise<readonly string[]>
}

export type JobsSurface = { Variables: { deps: JobsSurfaceDeps; now: UnixSeconds } }

/** A job is late once it missed its period twice, and some time to run. */
const GRACE_SECONDS = 600

export function jobsSurface(context: () => { deps: JobsSurfaceDeps; now: UnixSeconds }) {
  const app = createFactory<JobsSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.get('/health', (c) => answerHealth(c.get('deps').probe))
  app.get('/health/jobs', reportHealth)
  app.get('/openapi.json', () => answerOpenApi(jobsContract))
  // Before the gate of what is beside it: how to ask is no secret.
  app.get('/operator/openapi.json', () => answerOpenApi(jobsContract))
  app.use('/jobs/*', requireOperator)
  app.get('/jobs', listJobs)
  app.all('/jobs', (c) => c.json({ error: 'method not allowed' }, 405, { allow: 'GET' }))
  app.post('/jobs/:name', runNow)
  app.all('/jobs/:name', (c) => c.json({ error: 'method not allowed' }, 405, { allow: 'POST' }))
  app.notFound(goNotFound)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('jobs', cause)
    return c.json({ error: 'internal error' }, 503, { 'retry-after': '60' })
  })
  return app
}

interface JobStatus {
  readonly job: string
  readonly lastStartedAt: number | null
  readonly lastSucceededAt: number | null
  readonly lastFailure: string | null
  readonly isLate: boolean
}

async function readStatus(c: Context<JobsSurface>): Promise<readonly JobStatus[]> {
  const rows = await readJobs(c.get('deps').run.db)
  const now = c.get('now')
  return JOB_NAMES.map((job) => {
    const row = rows.find((candidate) => candidate.name === job)
    const lastSucceededAt = row?.lastSucceededAt ?? null
    const age = lastSucceededAt === null ? Number.POSITIVE_INFINITY : now - lastSucceededAt
    return {
      job,
      lastStartedAt: row?.lastStartedAt ?? null,
      lastSucceededAt,
      lastFailure: row?.lastFailure ?? null,
      isLate: age > 2 * JOB_PERIOD_SECONDS[job] + GRACE_SECONDS,
    }
  })
}

async function listJobs(c: Context<JobsSurface>): Promise<Response> {
  const bypassingApps = await c.get('deps').readBypasses(c.get('now'))
  return c.json({ jobs: await readStatus(c), bypassingApps })
}

async function reportHealth(c: Context<JobsSurface>): Promise<Response> {
  const late = (await readStatus(c)).filter((status) => status.isLate).map((status) => status.job)
  return late.length === 0 ? c.json({ status: 'ok' }) : c.json({ status: 'late', jobs: late }, 503)
}

async function runNow(c: Context<JobsSurface>): Promise<Response> {
  const name = c.req.param('name') ?? ''
  if (!isJobName(name)) return c.json({ error: 'no such job' }, 404)
  const run = await runJobNow(c.get('deps').run, name, c.get('now'))
  // As the originals answer a job that another run holds.
  if (run.outcome === 'not_due') return c.json({ error: 'too early' })
  if (run.outcome === 'failed') return c.json({ error: run.failure }, 500)
  return c.json({ ok: true, ...run.report })
}
