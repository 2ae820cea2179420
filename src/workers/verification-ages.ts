/** Ages of the verification server's rows, as its variables give them. */

import type { VerificationAges } from '../flows/verification/delete-expired.ts'
import { type Config, secondsOf } from '../platform/config.ts'

export const verificationAges = (config: Config): VerificationAges => ({
  apiKey: secondsOf(config.API_KEY_MAX_AGE),
  codeStatus: secondsOf(config.VERIFICATION_CODE_STATUS_MAX_AGE),
  code: secondsOf(config.VERIFICATION_CODE_MAX_AGE),
  token: secondsOf(config.VERIFICATION_TOKEN_MAX_AGE),
  mobileApp: secondsOf(config.MOBILE_APP_MAX_AGE),
  audit: secondsOf(config.VERIFICATION_AUDIT_MAX_AGE),
  user: secondsOf(config.USER_PURGE_MAX_AGE),
  signingKey: signingKeySeconds(config),
  statistics: secondsOf(config.VERIFICATION_STATS_MAX_AGE),
  chaffDay: secondsOf(config.CHAFF_DAY_MAX_AGE),
  userReport: secondsOf(config.USER_REPORT_MAX_AGE),
  unclaimedUserReport: secondsOf(config.USER_REPORT_UNCLAIMED_MAX_AGE),
})

/** A key that signs no more is kept at least for as long as its last token is good. */
export const signingKeySeconds = (config: Config): number =>
  secondsOf(Math.max(config.SIGNING_KEY_MAX_AGE, config.VERIFICATION_TOKEN_DURATION))
