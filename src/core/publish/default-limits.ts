/** Limits of a deployment that chose none, as the original's. Pure. */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../time.ts'
import type { PublishLimits } from './transform.ts'

export const DEFAULT_PUBLISH_LIMITS: PublishLimits = {
  maxKeys: 30,
  maxSameStartKeys: 3,
  maxAgeSeconds: 15 * SECONDS_PER_DAY,
  truncateWindowSeconds: SECONDS_PER_HOUR,
  maxDaysFromOnset: 14,
  maxReportDays: 28,
  defaultDaysAgo: 4,
}
