/** Rows held in an isolate's memory for a short, stated time. */

import type { UnixSeconds } from '../core/time.ts'

/** Holds what `read` gave for `maxAgeSeconds`. Only settled values are kept: I/O belongs to the request that began it. */
export function cached<T>(
  read: (now: UnixSeconds) => Promise<T>,
  maxAgeSeconds: number,
): (now: UnixSeconds) => Promise<T> {
  let held: { readonly value: T; readonly readAt: UnixSeconds } | undefined
  return async (now) => {
    if (held !== undefined && Math.abs(now - held.readAt) < maxAgeSeconds) return held.value
    const value = await read(now)
    held = { value, readAt: now }
    return value
  }
}
