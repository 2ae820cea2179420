import { expiryOf, type TemporaryExposureKey } from '../../temporary-exposure-key.ts'
import { addSeconds, floorTo, type UnixSeconds } from '../../time.ts'

/**
 * When a key may leave: now, cut to the truncate window; or, while it is still in use, one window after its expiry, since
 * whoever had it before could impersonate its holder.
 */
export function releaseTime(
  key: Pick<TemporaryExposureKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>,
  now: UnixSeconds,
  truncateWindowSeconds: number,
): UnixSeconds {
  const expiry = expiryOf(key)
  return expiry > now
    ? floorTo(addSeconds(expiry, truncateWindowSeconds), truncateWindowSeconds)
    : floorTo(now, truncateWindowSeconds)
}
