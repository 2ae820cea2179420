/** The verification API as a Worker: phones come here with a code. */

import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { tokenKeys } from '../flows/verification/token-keyring.ts'
import { answerClock } from '../http/publish/answer-clock.ts'
import { verificationApiSurface } from '../http/verification-api/surface.ts'
import { readConfig, secondsOf } from '../platform/config.ts'
import { randomBytes } from '../platform/secrets.ts'
import { buildCertificateSigners } from './certificate-signers.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'
import { buildIssuing, buildRealmApi, type RealmApiEnv } from './realm-api.ts'
import { systemSms } from './sms.ts'

export { RealmQuota } from '../durable/realm-quota.ts'

export type VerificationApiEnv = RealmApiEnv

/** Paths of this surface, where it shares a host with others. */
export const isVerificationApiPath = (pathname: string): boolean =>
  /^\/(api\/(verify|certificate|user-report)$|jwks\/|webhooks\/|verification\/)/.test(pathname)

/** @param rules whom texts may be handed to: more in development only */
export function buildVerificationApi(
  env: VerificationApiEnv,
  clock: Clock = wallClock,
  rules: ForeignRules = PRODUCTION_RULES,
) {
  const config = readConfig({ ...env })
  const realmApi = buildRealmApi(env, config)
  const { db, secretBox, deps } = realmApi
  const newClock = () =>
    answerClock({
      stopwatch: () => performance.now(),
      sleep: (milliseconds) => scheduler.wait(milliseconds),
      random: () => Math.random(),
      stepMs: config.RESPONSE_STEP,
    })
  const verify = {
    db,
    secretKeyring: deps.secretKeyring,
    tokenKeys: tokenKeys({ db, secretBox, randomBytes }),
    randomBytes,
    tokenIssuer: config.TOKEN_ISSUER,
    tokenLifeSeconds: secondsOf(config.VERIFICATION_TOKEN_DURATION),
  }
  const signers = buildCertificateSigners(config, { db, secretBox, randomBytes })
  const surfaceDeps = {
    ...deps,
    verify,
    smsErrors: { db, secretBox, system: systemSms(env, config) },
    issue: buildIssuing(env, config, realmApi, rules),
    certificate: { ...verify, signers, clockSkewSeconds: secondsOf(config.ALLOWED_CLOCK_SKEW) },
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
