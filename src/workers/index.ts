/** The whole system in one Worker: chooses a surface by host name, or by path where none is configured. */

import distribution from './distribution.ts'
import jobs, { isJobsPath } from './jobs.ts'
import type { PublishEnv } from './publish.ts'
import publish from './publish.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'

type WholeEnv = Env & PublishEnv

export default {
  fetch(request, env, ctx) {
    return surfaceFor(new URL(request.url), request.method, env).fetch(request, env, ctx)
  },
  scheduled: (event, env) => jobs.scheduled(event, env),
} satisfies ExportedHandler<WholeEnv>

function surfaceFor({ host, pathname }: URL, method: string, env: WholeEnv) {
  if (host === env.PUBLISH_HOST) return publish
  if (host === env.DISTRIBUTION_HOST) return distribution
  if (host === env.JOBS_HOST) return jobs
  // Where the jobs have a host of their own, no other host shows them.
  if (!env.JOBS_HOST && isJobsPath(pathname)) return jobs
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && pathname !== '/health' && !/^\/v1\/(publish|stats|openapi\.json)$/.test(pathname)
    ? distribution
    : publish
}
