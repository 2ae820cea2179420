/** The distribution surface as a Worker: archives and indexes to anybody. */

import { type AnswerCache, distributionSurface } from '../http/distribution/surface.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { events } from '../platform/events.ts'
import { perEnv } from './memo.ts'

export type DistributionEnv = Pick<Env, 'EXPORTS'>

export function buildDistribution(env: DistributionEnv, cache: AnswerCache = caches.default) {
  const deps = { archives: r2ArchiveStore(env.EXPORTS), cache, events }
  return distributionSurface(() => ({ deps }))
}

const surfaceOf = perEnv((env: DistributionEnv) => buildDistribution(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<DistributionEnv>
