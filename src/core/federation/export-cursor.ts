/** How far the export to a partner got, and which releases it takes next. Pure. */

import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'

export interface ExportCursor {
  /** Releases before it were decided about: sent, refused, or too old. Unix seconds, a multiple of the truncate window. */
  readonly exportedThrough: number
  /** Releases before it were counted; those from `exportedThrough` on wait for more. */
  readonly lookedThrough: number
  readonly waitingKeys: number
  /** Keys that this protocol can't carry, by reason, since the beginning: never tried again. */
  readonly refused: Readonly<Record<string, number>>
}

/** @param now of the partner's first run */
export function firstCursor(
  historyDays: number,
  truncateWindowSeconds: number,
  now: UnixSeconds,
): ExportCursor {
  const from = floorTo(now, truncateWindowSeconds) - historyDays * SECONDS_PER_DAY
  const start = from - (from % truncateWindowSeconds)
  return { exportedThrough: start, lookedThrough: start, waitingKeys: 0, refused: {} }
}

export interface ReleaseCount {
  readonly release: number
  readonly keys: number
}

/** What is done with the releases that were counted. */
export type SpanDecision =
  /** Read and sent: releases before `to`. */
  | { readonly kind: 'take'; readonly to: number }
  /** Fewer than the partner is sent at once. */
  | { readonly kind: 'wait'; readonly waitingKeys: number }

/**
 * @param counts releases from `lookedThrough` to `to`, ascending
 * @param most keys that are taken at once, unless one release has more
 */
export function decideSpan(
  { waitingKeys }: ExportCursor,
  counts: readonly ReleaseCount[],
  to: number,
  truncateWindowSeconds: number,
  minKeys: number,
  most: number,
): SpanDecision {
  let keys = waitingKeys
  for (const count of counts) {
    if (keys >= Math.max(1, minKeys) && keys + count.keys > most) {
      return { kind: 'take', to: count.release }
    }
    keys += count.keys
    if (keys > most) return { kind: 'take', to: count.release + truncateWindowSeconds }
  }
  return keys >= Math.max(1, minKeys) ? { kind: 'take', to } : { kind: 'wait', waitingKeys: keys }
}

export const addCounts = (
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const total: Record<string, number> = { ...a }
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count
  return total
}
