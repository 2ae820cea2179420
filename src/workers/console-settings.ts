/** What the console's pages of settings are built of. */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { SECONDS_PER_HOUR } from '../core/time.ts'
import type { SettingsDeps } from '../http/console/settings/deps.ts'
import { type Config, secondsOf } from '../platform/config.ts'
import { buildConsoleRealms } from './console-realms.ts'
import type { buildRealmApi, RealmApiEnv } from './realm-api.ts'

/** @param rules whether addresses may be of this machine: in development only */
export const buildConsoleSettings = (
  env: RealmApiEnv,
  config: Config,
  realmApi: ReturnType<typeof buildRealmApi>,
  rules: Pick<ForeignRules, 'allowsLoopback'>,
): SettingsDeps => ({
  ...buildConsoleRealms(env, config, realmApi, rules),
  redirectDomain: config.ENX_REDIRECT_DOMAIN,
  triesAnHour: Math.ceil(
    (config.RATE_LIMIT_TOKENS * SECONDS_PER_HOUR) / secondsOf(config.RATE_LIMIT_INTERVAL),
  ),
})
