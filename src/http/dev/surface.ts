/**
 * Development only: clock travel, run-a-job-now, reset to the seed. Part of the development entry and of no production
 * bundle; a test proves it.
 */

import { createFactory } from 'hono/factory'
import { isJobName } from '../../core/jobs.ts'
import { asUnixSeconds, type UnixSeconds } from '../../core/time.ts'
import { type JobRun, type RunJobsDeps, runJobNow } from '../../flows/run-jobs.ts'
import { goNotFound } from '../not-found.ts'

export interface DevClock {
  now(): UnixSeconds
  travelTo(at: UnixSeconds): void
}

export interface DevDeps {
  readonly clock: DevClock
  readonly tick: () => Promise<readonly JobRun[]>
  readonly run: RunJobsDeps
  /** Empties everything, then seeds. */
  readonly reset: () => Promise<void>
}

export function devSurface(deps: DevDeps) {
  const app = createFactory().createApp().basePath('/dev')
  app.get('/clock', (c) => c.json({ now: deps.clock.now() }))
  app.post('/clock', async (c) => {
    const to: { now?: unknown; advanceSeconds?: unknown } = await c.req.json()
    if (typeof to.now === 'number') deps.clock.travelTo(asUnixSeconds(to.now))
    else if (typeof to.advanceSeconds === 'number') {
      deps.clock.travelTo(asUnixSeconds(deps.clock.now() + to.advanceSeconds))
    } else return c.json({ error: 'send {"now": unixSeconds} or {"advanceSeconds": n}' }, 400)
    return c.json({ now: deps.clock.now() })
  })
  app.post('/tick', async (c) => c.json({ now: deps.clock.now(), jobs: await deps.tick() }))
  app.post('/jobs/:name', async (c) => {
    const name = c.req.param('name')
    if (!isJobName(name)) return c.json({ error: 'no such job' }, 404)
    return c.json(await runJobNow(deps.run, name, deps.clock.now()))
  })
  app.post('/reset', async (c) => {
    await deps.reset()
    return c.json({ ok: true })
  })
  app.notFound(goNotFound)
  app.onError((cause, c) => c.json({ error: String(cause) }, 500))
  return app
}
