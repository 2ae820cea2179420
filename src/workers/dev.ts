/**
 * The development entry: every surface on one origin, told apart by path, with a clock that travels and a seed. Used by
 * `npm start`, the demo, the bench and tests only.
 */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { asUnixSeconds } from '../core/time.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { deleteEverything } from '../db/keyserver/queries/seed.ts'
import { readTenants } from '../db/keyserver/queries/tenants.ts'
import { type GenerateDataOptions, generateData } from '../flows/generate-data.ts'
import { type Seed, seedKeyserver } from '../flows/seed.ts'
import { insertDirectly } from '../flows/store-upload.ts'
import { type DevClock, devSurface } from '../http/dev/surface.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { readConfig } from '../platform/config.ts'
import { uploadQuota } from '../platform/quota.ts'
import { openSecretBox, randomBytes } from '../platform/secrets.ts'
import { wallClock } from './clock.ts'
import { buildDistribution } from './distribution.ts'
import { buildJobs, isJobsPath } from './jobs.ts'
import { perEnv } from './memo.ts'
import { buildPublish, type PublishEnv } from './publish.ts'
import { publishSettings } from './publish-settings.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'

type DevEnv = Env & PublishEnv & { readonly DEV_SEED: string }

/** Partners are played on this machine, and their files need not be signed. */
const DEVELOPMENT_RULES: ForeignRules = { allowsLoopback: true, allowsUnsignedImports: true }

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
  const jobs = buildJobs(env, clock.now, DEVELOPMENT_RULES)
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
  const config = readConfig({ ...env })
  const generate = async (options: Omit<GenerateDataOptions, 'healthAuthority'>) => {
    const seed: Seed = JSON.parse(env.DEV_SEED)
    const healthAuthority = (await readTenants(db)).healthAuthority(seed.authority.issuer)
    if (healthAuthority === undefined) throw new Error("the seed's authority is not there")
    const quota = uploadQuota(env.QUOTA, config.JURISDICTION)
    const insert = insertDirectly(db)
    const deps = { db, insert, quota, randomBytes, settings: publishSettings(config) }
    return generateData(deps, { ...options, healthAuthority }, clock.now())
  }
  const dev = devSurface({ clock, tick: jobs.tick, run: jobs.run, reset, generate })
  const distribution = buildDistribution(env)
  return {
    surfaceFor(pathname: string, method: string) {
      if (pathname.startsWith('/dev/')) return dev
      if (isJobsPath(pathname)) return jobs.surface
      const isRead = method === 'GET' || method === 'HEAD'
      const isPublish =
        !isRead || pathname === '/health' || /^\/v1\/(publish|stats|openapi\.json)/.test(pathname)
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
