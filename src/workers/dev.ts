/**
 * The development entry: every surface on one origin, told apart by path, with a clock that travels and a seed. Used by
 * `npm start`, the demo, the bench and tests only.
 */

import { asUnixSeconds } from '../core/time.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { deleteEverything } from '../db/keyserver/queries/seed.ts'
import { type Seed, seedKeyserver } from '../flows/seed.ts'
import { type DevClock, devSurface } from '../http/dev/surface.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { wallClock } from './clock.ts'
import { buildDistribution } from './distribution.ts'
import { buildJobs, isJobsPath } from './jobs.ts'
import { perEnv } from './memo.ts'
import { buildPublish, type PublishEnv } from './publish.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'

type DevEnv = Env & PublishEnv & { readonly DEV_SEED: string }

/** Lives as long as the isolate, which locally is as long as the system. */
function travellingClock(): DevClock {
  let offset = 0
  return {
    now: () => asUnixSeconds(wallClock() + offset),
    travelTo: (at) => {
      offset = at - wallClock()
    },
  }
}

function buildDev(env: DevEnv) {
  const clock = travellingClock()
  const jobs = buildJobs(env, clock.now)
  const db = openKeyserver(env.KEYSERVER_DB)
  // Caches of rows live with the surfaces: a reset builds those anew.
  let publish = buildPublish(env, clock.now)
  const reset = async () => {
    await deleteEverything(db)
    await deleteObjects(env)
    const seed: Seed = JSON.parse(env.DEV_SEED)
    await seedKeyserver(db, await openSecretBox(env.MASTER_KEY), seed, clock.now())
    publish = buildPublish(env, clock.now)
  }
  const dev = devSurface({ clock, tick: jobs.tick, run: jobs.run, reset })
  const distribution = buildDistribution(env)
  return {
    surfaceFor(pathname: string, method: string) {
      if (pathname.startsWith('/dev/')) return dev
      if (isJobsPath(pathname)) return jobs.surface
      const isRead = method === 'GET' || method === 'HEAD'
      const isPublish = !isRead || pathname === '/health' || pathname.startsWith('/v1/publish')
      return isPublish ? publish : distribution
    },
  }
}

async function deleteObjects(env: DevEnv): Promise<void> {
  const archives = r2ArchiveStore(env.EXPORTS)
  for (;;) {
    const { names } = await archives.list('')
    if (names.length === 0) return
    for (const name of names) await archives.remove(name)
  }
}

const devOf = perEnv(buildDev)

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    return devOf(env).surfaceFor(pathname, request.method).fetch(request, env, ctx)
  },
} satisfies ExportedHandler<DevEnv>
