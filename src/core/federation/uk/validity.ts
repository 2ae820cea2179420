/** Which keys are of use to anybody: the rule by which the clients of the UK's server pick. Pure. */

import {
  addSeconds,
  INTERVALS_PER_DAY,
  intervalOf,
  SECONDS_PER_DAY,
  type UnixSeconds,
} from '../../time.ts'
import type { UkExposure } from './exposure.ts'

const HISTORY_SECONDS = 14 * SECONDS_PER_DAY

/** Whether it has begun, ended no longer than 14 days ago, and lasts one interval to a day. */
export const isCurrent = (
  { rollingStartNumber, rollingPeriod }: Pick<UkExposure, 'rollingStartNumber' | 'rollingPeriod'>,
  now: UnixSeconds,
): boolean =>
  rollingPeriod >= 1 &&
  rollingPeriod <= INTERVALS_PER_DAY &&
  rollingStartNumber <= intervalOf(now) &&
  rollingStartNumber + rollingPeriod >= intervalOf(addSeconds(now, -HISTORY_SECONDS))
