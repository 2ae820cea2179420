/** What the console's pages of settings are built of. */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import type { SettingsDeps } from '../http/console/settings/deps.ts'
import { codeQuota } from '../platform/admission.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { randomBytes } from '../platform/secrets.ts'
import type { buildRealmApi, RealmApiEnv } from './realm-api.ts'

export const buildConsoleSettings = (
  env: RealmApiEnv,
  config: Config,
  { db, secretBox, deps }: ReturnType<typeof buildRealmApi>,
  { allowsLoopback }: ForeignRules,
): SettingsDeps => ({
  db,
  secretBox,
  randomBytes,
  secretKeyring: deps.secretKeyring,
  quota: codeQuota(env.REALM_QUOTA, config.JURISDICTION),
  allowsLoopback,
  redirectDomain: config.ENX_REDIRECT_DOMAIN,
  triesAnHour: Math.ceil((config.RATE_LIMIT_TOKENS * 3600) / secondsOf(config.RATE_LIMIT_INTERVAL)),
})
