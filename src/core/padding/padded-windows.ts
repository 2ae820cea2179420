/** Which windows may close while slots are being padded. Pure. */

import type { ExportWindow } from '../export/window.ts'
import { addSeconds, type UnixSeconds } from '../time.ts'

/** How far a region is padded. */
export interface PaddingProgress {
  readonly region: string
  /** Newest slot up to which all are done; undefined before the first. */
  readonly paddedThrough: UnixSeconds | undefined
}

/** The part of an export that decides whose keys it takes. */
export interface TakenRegions {
  readonly outputRegion: string
  /** Empty for the output region alone. */
  readonly inputRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly includeTravelers: boolean
}

/**
 * Windows whose slots are all padded, for every region that the export takes keys of: what came later would be told apart by
 * that alone.
 * @param windows oldest first
 * @returns the first of them, none after one that has to wait
 */
export function paddedWindows(
  windows: readonly ExportWindow[],
  progress: readonly PaddingProgress[],
  taken: TakenRegions,
  truncateWindowSeconds: number,
): readonly ExportWindow[] {
  const ends = progress
    .filter(({ region }) => takesKeysOf(taken, region))
    .map(({ paddedThrough }) =>
      paddedThrough === undefined
        ? Number.NEGATIVE_INFINITY
        : addSeconds(paddedThrough, truncateWindowSeconds),
    )
  const paddedUntil = Math.min(...ends)
  return windows.filter((window) => window.end <= paddedUntil)
}

/** Travelers' synthetic keys go into every export that takes travelers. */
function takesKeysOf(taken: TakenRegions, region: string): boolean {
  if (taken.excludeRegions.includes(region)) return false
  const regions = taken.inputRegions.length > 0 ? taken.inputRegions : [taken.outputRegion]
  return taken.includeTravelers || regions.includes(region)
}
