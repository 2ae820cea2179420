/** The redirect as a Worker: people follow a link to their app. */

import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { readLinkHosts } from '../core/links/link-hosts.ts'
import { cachedLinkRegions } from '../db/verification/queries/links.ts'
import { redirectSurface } from '../http/redirect/surface.ts'
import { readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'
import { buildIssuing, buildRealmApi, type RealmApiEnv } from './realm-api.ts'

export type RedirectEnv = RealmApiEnv & {
  /** The platform's own limiter: no storage is asked. Absent: nothing is shed. */
  readonly LINK_LIMITER?: RateLimit
}

/** Whether a host is one of links: the domain, one below it, or one that is mapped. */
export function isLinkHost(
  hostname: string,
  vars: { readonly ENX_REDIRECT_DOMAIN?: string; readonly HOSTNAME_TO_REGION?: string },
): boolean {
  const host = hostname.toLowerCase()
  const domain = (vars.ENX_REDIRECT_DOMAIN ?? '').toLowerCase()
  if (domain !== '' && (host === domain || host.endsWith(`.${domain}`))) return true
  const mapped = (vars.HOSTNAME_TO_REGION ?? '').toLowerCase().split(',')
  return mapped.some((entry) => entry.split(':')[0] === host)
}

/** @param rules whom texts may be handed to, and what helps in trying the page: more in development only */
export function buildRedirect(
  env: RedirectEnv,
  clock: Clock = wallClock,
  rules: ForeignRules = PRODUCTION_RULES,
) {
  const config = readConfig({ ...env })
  const realmApi = buildRealmApi(env, config)
  const { db } = realmApi
  const deps = {
    db,
    events,
    hosts: readLinkHosts(config.ENX_REDIRECT_DOMAIN, config.HOSTNAME_TO_REGION),
    report: {
      ...realmApi.deps,
      issue: buildIssuing(env, config, realmApi, rules),
      allowsDebugQuery: rules.allowsLoopback,
    },
    linkRegions: cachedLinkRegions(db, secondsOf(config.APP_CACHE_TTL)),
    isFlooding: async (address: string) =>
      env.LINK_LIMITER !== undefined && !(await env.LINK_LIMITER.limit({ key: address })).success,
    isInMaintenance: config.VERIFICATION_MAINTENANCE_MODE,
    probe: () => env.VERIFICATION_DB.prepare('SELECT 1').first(),
  }
  return redirectSurface(() => ({ deps, now: clock() }))
}

const surfaceOf = perEnv((env: RedirectEnv) => buildRedirect(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<RedirectEnv>
