/** What the console's pages of settings say of the deployment. */

import { SECONDS_PER_HOUR } from '../core/time.ts'
import type { SettingsDeps } from '../http/console/settings/deps.ts'
import { type Config, secondsOf } from '../platform/config.ts'

export const settingsOf = (config: Config): SettingsDeps => ({
  redirectDomain: config.ENX_REDIRECT_DOMAIN,
  triesAnHour: Math.ceil(
    (config.RATE_LIMIT_TOKENS * SECONDS_PER_HOUR) / secondsOf(config.RATE_LIMIT_INTERVAL),
  ),
})
