/** The admin API as a Worker: integrators issue codes and read statistics. */

import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { adminApiSurface } from '../http/admin-api/surface.ts'
import { readConfig } from '../platform/config.ts'
import { randomBytes } from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'
import { buildIssuing, buildRealmApi, type RealmApiEnv } from './realm-api.ts'

export type AdminApiEnv = RealmApiEnv

/** Paths of this surface, where it shares a host with others. */
export const isAdminApiPath = (pathname: string): boolean => /^\/(api|admin)(\/|$)/.test(pathname)

/** @param rules whom texts may be handed to: more in development only */
export function buildAdminApi(
  env: AdminApiEnv,
  clock: Clock = wallClock,
  rules: ForeignRules = PRODUCTION_RULES,
) {
  const config = readConfig({ ...env })
  const realmApi = buildRealmApi(env, config)
  const surfaceDeps = {
    ...realmApi.deps,
    issue: buildIssuing(env, config, realmApi, rules),
    randomBytes,
    answerBytes: config.VERIFY_RESPONSE_BYTES,
  }
  return adminApiSurface(() => ({ deps: surfaceDeps, now: clock() }))
}

const surfaceOf = perEnv((env: AdminApiEnv) => buildAdminApi(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<AdminApiEnv>
