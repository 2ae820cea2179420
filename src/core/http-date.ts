/** Instants as HTTP and the published servers write them. Pure. */

import type { UnixSeconds } from './time.ts'
import { utcDateOf } from './time.ts'

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const SECONDS_PER_DAY = 86_400

/**
 * RFC 1123 in UTC, which is written so and not as GMT.
 * @example 'Thu, 16 Jul 2020 21:14:24 UTC'
 */
export function rfc1123(at: UnixSeconds): string {
  const [year = '', month = '', day = ''] = utcDateOf(at).split('-')
  const ofDay = at % SECONDS_PER_DAY
  const clock = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  const weekday = DAYS[Math.floor(at / SECONDS_PER_DAY) % 7]
  return `${weekday}, ${day} ${MONTHS[Number(month) - 1]} ${year} ${clock} UTC`
}

/**
 * As HTTP writes a date, RFC 9110 section 5.6.7.
 * @example 'Thu, 16 Jul 2020 21:14:24 GMT'
 */
export const httpDate = (at: UnixSeconds): string => rfc1123(at).replace(/UTC$/, 'GMT')
