/** The distribution surface as a Worker: archives and indexes to anybody. */

import type { AnswerCache } from '../http/distribution/deps.ts'
import { distributionSurface } from '../http/distribution/surface.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { readConfig } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'

export type DistributionEnv = Pick<Env, 'EXPORTS'>

export function buildDistribution(
  env: DistributionEnv,
  cache: AnswerCache = caches.default,
  clock: Clock = wallClock,
) {
  const { CORONAMELDER_PREFIX: coronaMelderPrefix } = readConfig({ ...env })
  const deps = { archives: r2ArchiveStore(env.EXPORTS), cache, events, coronaMelderPrefix }
  return distributionSurface(() => ({ deps, now: clock() }))
}

const surfaceOf = perEnv((env: DistributionEnv) => buildDistribution(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<DistributionEnv>
