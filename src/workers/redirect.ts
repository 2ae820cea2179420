/** The redirect as a Worker: people follow a link to their app. */

import { openVerification } from '../db/verification/database.ts'
import { redirectSurface } from '../http/redirect/surface.ts'
import { readConfig } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'

export type RedirectEnv = Pick<Env, 'VERIFICATION_DB' | 'MASTER_KEY'>

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

export function buildRedirect(env: RedirectEnv, clock: Clock = wallClock) {
  readConfig({ ...env })
  const deps = { db: openVerification(env.VERIFICATION_DB), events }
  return redirectSurface(() => ({ deps, now: clock() }))
}

const surfaceOf = perEnv((env: RedirectEnv) => buildRedirect(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<RedirectEnv>
