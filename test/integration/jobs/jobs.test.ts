/** The clock's jobs: when they are due, how they fail, what keeps them apart, who may run them and how one sees them. */

import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  JOB_LEASE_SECONDS,
  JOB_NAMES,
  JOB_PERIOD_SECONDS,
  type JobName,
} from '../../../src/core/jobs.ts'
import {
  addSeconds,
  asUnixSeconds,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readJobs } from '../../../src/db/keyserver/queries/jobs.ts'
import { JobFailure } from '../../../src/flows/job-failure.ts'
import { type JobRun, type JobTable, runDueJobs, runJobNow } from '../../../src/flows/run-jobs.ts'
import { writeExports } from '../../../src/flows/write-exports.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { compressor } from '../../../src/platform/compressor.ts'
import { isOperatorToken, openSecretBox } from '../../../src/platform/secrets.ts'
import { buildDistribution } from '../../../src/workers/distribution.ts'
import worker from '../../../src/workers/index.ts'
import { buildJobs } from '../../../src/workers/jobs.ts'
import { buildPublish, type PublishEnv } from '../../../src/workers/publish.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { listObjects } from '../../support/storage-state.ts'

const db = openKeyserver(env.KEYSERVER_DB)
const wholeEnv = env as unknown as Env & PublishEnv
const TOKEN = env.OPERATOR_TOKEN
const HOUR = SECONDS_PER_HOUR
/** A full multiple of every period. */
const MIDNIGHT = asUnixSeconds(Date.UTC(2026, 10, 19) / 1000)
const LONGEST_PERIOD = Math.max(...Object.values(JOB_PERIOD_SECONDS))

beforeEach(async () => {
  await startKeyserver()
})

/** Jobs that only count their runs, some of them replaced. */
function countingJobs(replaced: Partial<JobTable> = {}) {
  const ran: JobName[] = []
  const jobs = Object.fromEntries(
    JOB_NAMES.map((job) => [
      job,
      async (now: UnixSeconds) => {
        ran.push(job)
        return replaced[job] === undefined ? {} : replaced[job](now)
      },
    ]),
  ) as JobTable
  const failures: { job: JobName; cause: unknown }[] = []
  const onFailure = (job: JobName, cause: unknown) => failures.push({ job, cause })
  const run = { db, jobs, onFailure }
  return {
    ran,
    failures,
    run,
    /** @returns the jobs that ran */
    async tickAt(now: UnixSeconds): Promise<readonly JobName[]> {
      ran.length = 0
      await runDueJobs(run, () => now)
      return [...ran]
    },
  }
}

const MINUTE_JOBS = JOB_NAMES.filter((job) => JOB_PERIOD_SECONDS[job] === 60)
/** The run of one job among those of a tick. */
const runOf = (runs: readonly JobRun[], job: JobName) => runs.find((run) => run.job === job)
const rowOf = async (job: JobName) => (await readJobs(db)).find((row) => row.name === job)

describe('when jobs are due', () => {
  test('all on the first tick, and then each once in its period however late the tick', async () => {
    const { tickAt } = countingJobs()
    expect(await tickAt(addSeconds(MIDNIGHT, -61))).toEqual(JOB_NAMES)
    expect(await tickAt(addSeconds(MIDNIGHT, -61))).toEqual([])
    // In the same minute; then in the next, although only a few seconds later; then at the border of every period.
    expect(await tickAt(addSeconds(MIDNIGHT, -60))).toEqual(MINUTE_JOBS)
    expect(await tickAt(addSeconds(MIDNIGHT, -1))).toEqual([])
    expect(await tickAt(MIDNIGHT)).toEqual(JOB_NAMES)
    expect(await tickAt(addSeconds(MIDNIGHT, 59))).toEqual([])
    expect(await tickAt(addSeconds(MIDNIGHT, 119))).toEqual(MINUTE_JOBS)
    expect(await tickAt(addSeconds(MIDNIGHT, 121))).toEqual(
      JOB_NAMES.filter((job) => JOB_PERIOD_SECONDS[job] <= 120),
    )
  })

  test('ticks that were missed are caught up by one run', async () => {
    const { tickAt } = countingJobs()
    await tickAt(MIDNIGHT)
    expect(await tickAt(addSeconds(MIDNIGHT, 3 * LONGEST_PERIOD))).toEqual(JOB_NAMES)
    expect(await tickAt(addSeconds(MIDNIGHT, 3 * LONGEST_PERIOD + 1))).toEqual([])
  })

  test('a job that runs long makes the next one begin its lease late, not share its own', async () => {
    let now = MIDNIGHT
    const { run } = countingJobs({
      'close-windows': async () => {
        now = addSeconds(now, 200)
        return {}
      },
      'write-exports': () => new Promise(() => undefined),
    })
    void runDueJobs(run, () => now)
    await expect
      .poll(async () => (await rowOf('write-exports'))?.leaseExpiresAt)
      .toBe(MIDNIGHT + 200 + JOB_LEASE_SECONDS['write-exports'])
  })
})

describe('a job that fails', () => {
  test('does not keep the others from running, and says no more than a reason', async () => {
    const secret = 'OSqeHRFpt5SnZ2jkyg3kCQ=='
    const { tickAt, failures, run } = countingJobs({
      'close-windows': async () => {
        throw Object.assign(new Error(`params: ${secret}`), { name: secret })
      },
      'delete-expired': async () => {
        throw new JobFailure('retention_too_short', secret)
      },
    })
    expect(await tickAt(MIDNIGHT)).toEqual(JOB_NAMES)
    expect(failures.map((failure) => failure.job)).toEqual(['close-windows', 'delete-expired'])
    expect(await rowOf('close-windows')).toEqual({
      name: 'close-windows',
      leaseExpiresAt: null,
      lastStartedAt: MIDNIGHT,
      lastSucceededAt: null,
      lastFailure: 'unexpected',
    })
    expect((await rowOf('delete-expired'))?.lastFailure).toBe('retention_too_short')
    const again = await runJobNow(run, 'delete-expired', MIDNIGHT)
    expect(again).toEqual({
      job: 'delete-expired',
      outcome: 'failed',
      report: {},
      failure: 'retention_too_short',
    })
    expect(JSON.stringify([await readJobs(db), again])).not.toContain(secret)
  })

  test('is forgotten at its next success', async () => {
    let isBroken = true
    const { run } = countingJobs({
      'close-windows': async () => {
        if (isBroken) throw new Error('broken')
        return { windows: 2 }
      },
    })
    await runJobNow(run, 'close-windows', MIDNIGHT)
    isBroken = false
    const later = addSeconds(MIDNIGHT, 60)
    expect((await runJobNow(run, 'close-windows', later)).report).toEqual({ windows: 2 })
    expect(await rowOf('close-windows')).toMatchObject({
      lastFailure: null,
      lastSucceededAt: later,
    })
  })

  test('does not keep the others from running even where its lease or its result is not taken', async () => {
    const failing = failingDatabase(env.KEYSERVER_DB, (sql, values) => {
      return (
        values.includes('close-windows') ||
        (/^UPDATE/.test(sql) && values.includes('write-exports'))
      )
    })
    const { run, ran, failures } = countingJobs()
    const runs = await runDueJobs({ ...run, db: openKeyserver(failing) }, () => MIDNIGHT)
    expect(ran).toEqual(JOB_NAMES.filter((job) => job !== 'close-windows'))
    expect(failures.map((failure) => failure.job)).toEqual(['close-windows', 'write-exports'])
    expect(runs.filter((each) => each.outcome === 'done')).toHaveLength(JOB_NAMES.length - 2)
    // What was not noted as done is done again once its lease has ended.
    expect(await countingJobs().tickAt(addSeconds(MIDNIGHT, 121))).toContain('write-exports')
  })
})

/** A database that refuses some statements. */
function failingDatabase(
  d1: D1Database,
  refuses: (sql: string, values: readonly unknown[]) => boolean,
): D1Database {
  return new Proxy(d1, {
    get: (target, member) => {
      if (member !== 'prepare') {
        const value: unknown = Reflect.get(target, member)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return (sql: string) => ({
        bind: (...values: unknown[]) => {
          if (refuses(sql, values)) throw new Error('D1_ERROR: Network connection lost')
          return target.prepare(sql).bind(...values)
        },
      })
    },
  })
}

describe('a lease', () => {
  test.each(JOB_NAMES)(
    'of a killed run of %s blocks minutes and not a quarter of an hour',
    async (job) => {
      expect(JOB_LEASE_SECONDS[job]).toBeLessThanOrEqual(300)
      const hanging = countingJobs({ [job]: () => new Promise(() => undefined) })
      void runJobNow(hanging.run, job, MIDNIGHT)
      await expect.poll(() => hanging.ran).toEqual([job])
      const next = countingJobs()
      const end = addSeconds(MIDNIGHT, JOB_LEASE_SECONDS[job])
      expect((await runJobNow(next.run, job, addSeconds(MIDNIGHT, 1))).outcome).toBe('not_due')
      expect(await next.tickAt(end)).not.toContain(job)
      // A run that never ended is caught up at once, not at the next full period.
      expect(await next.tickAt(addSeconds(end, 1))).toContain(job)
      expect(await next.tickAt(addSeconds(end, 2))).not.toContain(job)
    },
  )

  test('that a run outlived is not taken from its successor, and the success is noted all the same', async () => {
    let finish: (report: Record<string, number>) => void = () => undefined
    const slow = countingJobs({
      'write-exports': () =>
        new Promise((resolve) => {
          finish = resolve
        }),
    })
    const first = runJobNow(slow.run, 'write-exports', MIDNIGHT)
    await expect.poll(() => slow.ran).toEqual(['write-exports'])
    const later = addSeconds(MIDNIGHT, JOB_LEASE_SECONDS['write-exports'] + 1)
    const successor = countingJobs({ 'write-exports': () => new Promise(() => undefined) })
    void runJobNow(successor.run, 'write-exports', later)
    await expect.poll(() => successor.ran).toEqual(['write-exports'])
    finish({ files: 1 })
    expect((await first).outcome).toBe('done')
    expect(await rowOf('write-exports')).toMatchObject({
      leaseExpiresAt: later + JOB_LEASE_SECONDS['write-exports'],
      lastSucceededAt: MIDNIGHT,
    })
  })

  test('is held by one of two ticks at once', async () => {
    const { run, ran } = countingJobs()
    const [one = [], other = []] = await Promise.all([
      runDueJobs(run, () => MIDNIGHT),
      runDueJobs(run, () => MIDNIGHT),
    ])
    expect([...ran].sort()).toEqual([...JOB_NAMES].sort())
    expect([...one, ...other].filter((each) => each.outcome === 'done')).toHaveLength(
      JOB_NAMES.length,
    )
  })
})

describe('writing exports', () => {
  const root = (filenameRoot: string) => ({ filenameRoot, periodSeconds: 4 * HOUR, region: 'US' })
  const settings = { leaseSeconds: 300, maxRunSeconds: 120, fileLifetimeSeconds: 14 * 24 * HOUR }

  async function startWithBatches() {
    const server = await startKeyserver({ seed: { exports: [root('us'), root('us-too')] } })
    await server.tick()
    const upload = uploadBody(server.authority, phoneKeys(server.now, 3), { now: server.now })
    expect((await server.publish(upload)).status).toBe(200)
    server.now = addSeconds(NOON, 8 * HOUR)
    await buildJobs(wholeEnv, () => server.now).run.jobs['close-windows'](server.now)
    return server
  }

  const openBatches = async () =>
    (
      await env.KEYSERVER_DB.prepare(
        `SELECT status, lease_expires_at AS lease FROM export_batches WHERE status <> 'complete' ORDER BY end_at, id`,
      ).all<{ status: string; lease: number | null }>()
    ).results

  test('takes no new batch once its time is over, and leaves the rest to the next run', async () => {
    const server = await startWithBatches()
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const deps = { db, archives: r2ArchiveStore(env.EXPORTS), secretBox, compressor }
    const open = (await openBatches()).length
    expect(open).toBeGreaterThan(2)
    let now = server.now
    const slowClock = () => {
      now = addSeconds(now, 50)
      return now
    }
    const first = await writeExports(deps, settings, slowClock)
    expect(first.batches).toBe(3)
    expect((await openBatches()).map((batch) => batch.status)).toEqual(Array(open - 3).fill('open'))
    const second = await writeExports(deps, settings, () => now)
    expect(second.batches).toBe(open - 3)
  })

  test('a batch that fails is tried again after its lease and holds up no other', async () => {
    const server = await startWithBatches()
    const failed = buildJobs(
      { ...wholeEnv, MASTER_KEY: btoa('another key of thirty-two bytes.') },
      () => server.now,
    )
    const run = await runJobNow(failed.run, 'write-exports', server.now)
    expect(run).toMatchObject({ outcome: 'failed', failure: 'batches_failed' })
    // Those without keys need no signer: only the two with keys are left, each under its lease.
    expect(await openBatches()).toEqual(
      [1, 2].map(() => ({ status: 'leased', lease: server.now + 300 })),
    )
    server.now = addSeconds(server.now, 301)
    const again = runOf(await server.tick(), 'write-exports')
    expect(again).toMatchObject({ outcome: 'done', report: { batches: 2, files: 2 } })
  })

  test('an index that can not be written holds up no other', async () => {
    const server = await startWithBatches()
    const store = r2ArchiveStore(env.EXPORTS)
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const archives: typeof store = {
      ...store,
      swap: async (name, ...rest) => name !== 'us/index.txt' && store.swap(name, ...rest),
    }
    const failure = await writeExports(
      { db, archives, secretBox, compressor },
      settings,
      () => server.now,
    ).catch((error: unknown) => error)
    expect((failure as JobFailure).reason).toBe('indexes_failed')
    const index = async (name: string) =>
      (await (await env.EXPORTS.get(`${name}/index.txt`))?.text()) ?? ''
    expect(await index('us')).toBe('')
    expect(await index('us-too')).toMatch(/^us-too\/\d+-\d+-00001\.zip$/)
    // The next run needs no new batch to bring the index up to date.
    const again = runOf(await server.tick(), 'write-exports')
    expect(again).toMatchObject({ outcome: 'done', report: { batches: 0, indexes: 1 } })
    expect(await index('us')).toMatch(/^us\/\d+-\d+-00001\.zip$/)
  })

  test('windows without a signer in force stay open, and the job says so', async () => {
    const server = await startKeyserver({ seed: { exports: [root('us')] } })
    await env.KEYSERVER_DB.prepare('UPDATE signature_infos SET retires_at = ?')
      .bind(NOON - 1)
      .run()
    const closing = runOf(await server.tick(), 'close-windows')
    expect(closing).toMatchObject({ outcome: 'failed', failure: 'no_usable_signer' })
    expect(await openBatches()).toEqual([])
    await env.KEYSERVER_DB.prepare('UPDATE signature_infos SET retires_at = NULL').run()
    server.now = addSeconds(server.now, 60)
    expect(runOf(await server.tick(), 'close-windows')).toMatchObject({
      outcome: 'done',
      report: { windows: 1 },
    })
  })
})

describe('the jobs surface', () => {
  const surfaceAt = (now: UnixSeconds) => buildJobs(wholeEnv, () => now).surface
  const ask = (path: string, init: RequestInit = {}, now = MIDNIGHT) =>
    surfaceAt(now).request(path, init)
  const asOperator = (method: string) => ({ method, headers: { authorization: `Bearer ${TOKEN}` } })

  test.each([
    ['no token', undefined],
    ['an empty token', 'Bearer '],
    ['another scheme', `Basic ${TOKEN}`],
    ['a wrong token', 'Bearer wrong-token-of-the-same-k'],
    ['a token that begins right', `Bearer ${TOKEN}x`],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`],
  ])('answers 401 to %s, whatever the route, and runs nothing', async (_what, authorization) => {
    const headers: HeadersInit = authorization === undefined ? {} : { authorization }
    for (const [method, path] of [
      ['GET', '/jobs'],
      ['POST', '/jobs/close-windows'],
      ['POST', '/jobs/no-such-job'],
      ['DELETE', '/jobs/close-windows'],
    ] as const) {
      const response = await ask(path, { method, headers })
      expect(response.status, `${method} ${path}`).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(await readJobs(db)).toEqual([])
  })

  test('takes a token only if one of sufficient length is configured', async () => {
    expect(await isOperatorToken(TOKEN, TOKEN)).toBe(true)
    expect(await isOperatorToken(undefined, '')).toBe(false)
    expect(await isOperatorToken('', '')).toBe(false)
    expect(await isOperatorToken('short', 'short')).toBe(false)
    expect(await isOperatorToken('x'.repeat(23), 'x'.repeat(23))).toBe(false)
    expect(await isOperatorToken('x'.repeat(24), 'x'.repeat(24))).toBe(true)
  })

  test('runs a job now, and answers "too early" while another run holds it', async () => {
    const first = await ask('/jobs/close-windows', asOperator('POST'))
    expect([first.status, await first.json()]).toEqual([200, { ok: true, windows: 1, waiting: 0 }])
    const hanging = countingJobs({ 'close-windows': () => new Promise(() => undefined) })
    void runJobNow(hanging.run, 'close-windows', MIDNIGHT)
    await expect.poll(() => hanging.ran).toEqual(['close-windows'])
    const second = await ask('/jobs/close-windows', asOperator('POST'))
    expect([second.status, await second.json()]).toEqual([200, { error: 'too early' }])
  })

  test('answers 500 with the reason where a job fails', async () => {
    await env.KEYSERVER_DB.prepare('UPDATE signature_infos SET retires_at = 1').run()
    const response = await ask('/jobs/close-windows', asOperator('POST'))
    expect([response.status, await response.json()]).toEqual([500, { error: 'no_usable_signer' }])
  })

  test('looks at the method and at the name', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const response = await ask('/jobs/close-windows', asOperator(method))
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    }
    expect((await ask('/jobs', asOperator('POST'))).status).toBe(405)
    for (const name of ['no-such-job', 'toString', 'constructor', '%2e%2e']) {
      expect((await ask(`/jobs/${name}`, asOperator('POST'))).status, name).toBe(404)
    }
    expect((await ask('/', asOperator('GET'))).status).toBe(404)
    expect(await readJobs(db)).toEqual([])
  })

  test('lists jobs, and says which are late: two periods and ten minutes after the last success', async () => {
    expect((await ask('/health/jobs')).status).toBe(503)
    await buildJobs(wholeEnv, () => MIDNIGHT).tick()
    const onTime = await ask('/health/jobs', {}, addSeconds(MIDNIGHT, 120 + 600))
    expect([onTime.status, await onTime.json()]).toEqual([200, { status: 'ok' }])
    const late = await ask('/health/jobs', {}, addSeconds(MIDNIGHT, 120 + 601))
    expect([late.status, await late.json()]).toEqual([503, { status: 'late', jobs: MINUTE_JOBS }])
    const veryLate = await ask('/health/jobs', {}, addSeconds(MIDNIGHT, 2 * LONGEST_PERIOD + 601))
    expect(await veryLate.json()).toEqual({ status: 'late', jobs: JOB_NAMES })
    const list = await ask('/jobs', asOperator('GET'), addSeconds(MIDNIGHT, 60))
    const { jobs } = (await list.json()) as { jobs: object[] }
    expect(jobs).toEqual(
      JOB_NAMES.map((job) => ({
        job,
        lastStartedAt: MIDNIGHT,
        lastSucceededAt: MIDNIGHT,
        lastFailure: null,
        isLate: false,
      })),
    )
  })

  test('tells by /health whether it reaches its database, and answers 503 where it does not', async () => {
    const healthy = await ask('/health')
    expect([healthy.status, await healthy.text()]).toEqual([200, '{"status": "ok"}'])
    const broken = buildJobs(
      {
        ...wholeEnv,
        KEYSERVER_DB: new Proxy(env.KEYSERVER_DB, {
          get: () => () => {
            throw new Error('D1_ERROR: Network connection lost')
          },
        }),
      },
      () => MIDNIGHT,
    ).surface
    expect((await broken.request('/health')).status).toBe(500)
    const jobs = await broken.request('/health/jobs')
    expect([jobs.status, jobs.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await jobs.text()).not.toContain('D1')
  })
})

describe('the whole Worker', () => {
  const fetchFrom = (url: string, init: RequestInit = {}, vars: object = {}) =>
    worker.fetch(
      new Request(url, init) as Parameters<typeof worker.fetch>[0],
      { ...wholeEnv, ...vars },
      createExecutionContext(),
    )
  const operator = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } }

  test('runs what is due when the clock strikes', async () => {
    const controller = createScheduledController({ cron: '* * * * *', scheduledTime: new Date(0) })
    await worker.scheduled(controller, wholeEnv)
    const rows = await readJobs(db)
    expect(rows.map((row) => row.name).sort()).toEqual([...JOB_NAMES].sort())
    for (const row of rows) {
      expect(row, row.name).toMatchObject({ leaseExpiresAt: null, lastFailure: null })
      expect(row.lastSucceededAt).toBe(row.lastStartedAt)
    }
    expect(Object.keys(await listObjects())).toContain('us/index.txt')
  })

  test('shows the jobs on their host alone where they have one, and never on the other surfaces', async () => {
    const hosts = {
      JOBS_HOST: 'jobs.test',
      PUBLISH_HOST: 'up.test',
      DISTRIBUTION_HOST: 'down.test',
    }
    expect((await fetchFrom('https://jobs.test/jobs/close-windows', operator, hosts)).status).toBe(
      200,
    )
    expect((await fetchFrom('https://any.test/jobs/close-windows', operator)).status).toBe(200)
    for (const host of ['up.test', 'down.test', 'other.test']) {
      for (const path of ['/jobs', '/jobs/close-windows', '/health/jobs']) {
        for (const method of ['GET', 'POST']) {
          const response = await fetchFrom(`https://${host}${path}`, { ...operator, method }, hosts)
          expect([404, 405], `${method} ${host}${path}`).toContain(response.status)
        }
      }
    }
  })

  test('has no route for a job in the Workers of the other surfaces', async () => {
    const publish = buildPublish(wholeEnv, () => MIDNIGHT)
    const distribution = buildDistribution(wholeEnv)
    for (const surface of [publish, distribution]) {
      for (const path of [
        '/jobs',
        '/jobs/close-windows',
        '/health/jobs',
        '/dev/tick',
        '/dev/clock',
      ]) {
        const response = await surface.request(path, operator)
        expect([404, 405], path).toContain(response.status)
      }
    }
    expect(await readJobs(db)).toEqual([])
  })
})
