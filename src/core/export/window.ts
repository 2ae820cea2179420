/**
 * The windows that an export's batches cover. Pure.
 * Source: google/exposure-notifications-server internal/export/batcher.go.
 */

import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'

/** Half open: start ≤ t < end. */
export interface ExportWindow {
  readonly start: UnixSeconds
  readonly end: UnixSeconds
}

/** A window is a whole fraction of a day, so that windows meet at midnight UTC. */
export const isValidPeriod = (periodSeconds: number): boolean =>
  Number.isInteger(periodSeconds) &&
  periodSeconds >= 1 &&
  periodSeconds <= SECONDS_PER_DAY &&
  SECONDS_PER_DAY % periodSeconds === 0

/**
 * The windows that may be closed and have no batch yet, oldest first.
 * @param closableAt now less the age that a window must have
 * @param latestEnd end of the newest batch; undefined where there never was one: then keys from before the newest closable
 *   window are never exported, as in the original
 */
export function windowsToClose(
  closableAt: UnixSeconds,
  latestEnd: UnixSeconds | undefined,
  periodSeconds: number,
  truncateWindowSeconds: number,
): readonly ExportWindow[] {
  const publishEnd = floorTo(closableAt, truncateWindowSeconds)
  if (latestEnd === undefined) {
    const end = floorTo(publishEnd, periodSeconds)
    return [{ start: addSeconds(end, -periodSeconds), end }]
  }
  const windows: ExportWindow[] = []
  for (
    let end = floorTo(closableAt, periodSeconds);
    end > latestEnd;
    end = addSeconds(end, -periodSeconds)
  ) {
    if (end <= publishEnd) windows.push({ start: addSeconds(end, -periodSeconds), end })
  }
  return windows.reverse()
}
