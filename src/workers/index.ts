/** The whole system in one Worker: chooses a surface by host name, or by path where none is configured. */

import { isSubmissionPath } from '../http/submission/surface.ts'
import adminApi, { isAdminApiPath } from './admin-api.ts'
import distribution from './distribution.ts'
import federation, { type FederationEnv, isFederationRequest } from './federation.ts'
import jobs, { isJobsPath } from './jobs.ts'
import type { PublishEnv } from './publish.ts'
import publish from './publish.ts'
import type { RealmApiEnv } from './realm-api.ts'
import redirect, { isLinkHost } from './redirect.ts'
import verificationApi, { isVerificationApiPath } from './verification-api.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'
export { RealmQuota } from '../durable/realm-quota.ts'
export { FederationPartner } from './federation-partner.ts'

type WholeEnv = Env & PublishEnv & RealmApiEnv & FederationEnv

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url)
    if (url.host === env.CONSOLE_HOST) {
      // Only where people use it: phones pay nothing for what they never see.
      const { default: console } = await import('./console.ts')
      return console.fetch(request, env, ctx)
    }
    return surfaceFor(url, request.method, env).fetch(request, env, ctx)
  },
  scheduled: (event, env) => jobs.scheduled(event, env),
  queue: (batch, env) => jobs.queue(batch, env),
} satisfies ExportedHandler<WholeEnv>

function surfaceFor(url: URL, method: string, env: WholeEnv) {
  const { host, hostname, pathname } = url
  if (host === env.PUBLISH_HOST) return publish
  if (host === env.DISTRIBUTION_HOST) return distribution
  if (host === env.JOBS_HOST) return jobs
  if (host === env.VERIFICATION_API_HOST) return verificationApi
  if (host === env.ADMIN_API_HOST) return adminApi
  if (isLinkHost(hostname, env)) return redirect
  if (isFederationRequest(url, env)) return federation
  if (!env.VERIFICATION_API_HOST && isVerificationApiPath(pathname)) return verificationApi
  if (!env.ADMIN_API_HOST && isAdminApiPath(pathname)) return adminApi
  // Where the jobs have a host of their own, no other host shows them.
  if (!env.JOBS_HOST && isJobsPath(pathname)) return jobs
  const isRead = method === 'GET' || method === 'HEAD'
  if (isSubmissionPath(pathname)) return publish
  return isRead && pathname !== '/health' && !/^\/v1\/(publish|stats|openapi\.json)$/.test(pathname)
    ? distribution
    : publish
}
