/** The verification API as a Worker: phones come here with a code. */

import { answerClock } from '../http/publish/answer-clock.ts'
import { verificationApiSurface } from '../http/verification-api/surface.ts'
import { readConfig } from '../platform/config.ts'
import { randomBytes } from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'
import { buildRealmApi, type RealmApiEnv } from './realm-api.ts'

export { RealmQuota } from '../durable/realm-quota.ts'

export type VerificationApiEnv = RealmApiEnv

/** Paths of this surface, where it shares a host with others. */
export const isVerificationApiPath = (pathname: string): boolean =>
  /^\/(api\/(verify|certificate|user-report)$|jwks\/|webhooks\/|verification\/)/.test(pathname)

export function buildVerificationApi(env: VerificationApiEnv, clock: Clock = wallClock) {
  const config = readConfig({ ...env })
  const { deps } = buildRealmApi(env, config)
  const newClock = () =>
    answerClock({
      stopwatch: () => performance.now(),
      sleep: (milliseconds) => scheduler.wait(milliseconds),
      random: () => Math.random(),
      stepMs: config.RESPONSE_STEP,
    })
  const surfaceDeps = {
    ...deps,
    randomBytes,
    answerBytes: config.VERIFY_RESPONSE_BYTES,
    clocks: { verify: newClock(), certificate: newClock(), 'user-report': newClock() },
  }
  return verificationApiSurface(() => ({ deps: surfaceDeps, now: clock() }))
}

const surfaceOf = perEnv((env: VerificationApiEnv) => buildVerificationApi(env))

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<VerificationApiEnv>
