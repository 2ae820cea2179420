/** Variables of the interface of CoronaMelder's apps and of the health service's portal. Defaults are the original's. */

import * as z from 'zod'
import { count, DAY, duration, HOUR, text } from './config-fields.ts'

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const CORONAMELDER_VARIABLES = {
  CORONAMELDER_APP: text(
    '',
    /^[!-~]{0,200}$/,
    "Authorized app that keys of CoronaMelder's phones are stored for; its portal's secret is CORONAMELDER_PORTAL_JWT_KEY. Empty: its paths are not served, and no key is released.",
  ),
  CORONAMELDER_PREFIX: text(
    'v6',
    /^([A-Za-z0-9._~-]{1,32}(\/[A-Za-z0-9._~-]{1,32}){0,3})?$/,
    "Path below which CoronaMelder's content is served: the prefix of its export in the configuration.",
  ),
  CORONAMELDER_COUNTRY: text('NL', /^[A-Z]{2}$/, "The country's own code."),
  CORONAMELDER_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'is not a time zone such as Europe/Amsterdam')
    .default('Europe/Amsterdam')
    .describe(
      'Zone whose midnight the life of a bucket counts from, and whose dates the portal sends.',
    ),
  CORONAMELDER_BUCKET_LIFETIME: duration(
    '28h',
    HOUR,
    7 * DAY,
    'How long a bucket is good, from the midnight before it was made.',
  ),
  CORONAMELDER_CLOCK_ERROR: duration('30m', 0, HOUR, 'How much longer, for clocks that are wrong.'),
  CORONAMELDER_MAX_KEYS: count(98, 1, 128, 'Keys of one upload, and of one bucket at a time.'),
  CORONAMELDER_MIN_ROLLING_START: count(
    2_629_584,
    0,
    4_000_000_000,
    'Interval before which no app had keys: an upload with an older one is passed over.',
  ),
  CORONAMELDER_PUBLISHING_DELAY: duration('2h', 0, DAY, "How long the running day's key waits."),
  CORONAMELDER_AUTHORISATION_WINDOW: duration(
    '2h',
    0,
    DAY,
    "How long after its confirmation an upload may bring the running day's key.",
  ),
}
