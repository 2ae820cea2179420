/** What publishing is configured with; padding sends its synthetic uploads through the same rules. */

import type { PublishSettings } from '../flows/publish-keys.ts'
import { type Config, secondsOf } from '../platform/config.ts'

export const publishSettings = (config: Config): PublishSettings => ({
  maxKeys: config.MAX_KEYS_ON_PUBLISH,
  maxSameStartKeys: config.MAX_SAME_START_INTERVAL_KEYS,
  maxAgeSeconds: secondsOf(config.MAX_INTERVAL_AGE_ON_PUBLISH),
  truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW),
  maxDaysFromOnset: config.MAX_SYMPTOM_ONSET_DAYS,
  maxReportDays: config.MAX_VALID_SYMPTOM_ONSET_REPORT_DAYS,
  defaultDaysAgo: config.DEFAULT_SYMPTOM_ONSET_DAYS_AGO,
  defaultRegion: config.DEFAULT_REGION,
  allowsPartialRevisions: config.ALLOW_PARTIAL_REVISIONS,
  revisionTokenMinEntries: config.REVISION_TOKEN_MIN_LENGTH,
})
