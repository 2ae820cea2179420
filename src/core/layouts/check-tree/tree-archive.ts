/** An archive of a tree by itself: what a phone checks of any, and that its header is that of its place. Pure. */

import { type ArchiveProblem, problem, quoted } from '../../export/archive-rules.ts'
import { RELEASE_DELAY_SECONDS } from '../../export/check-keys.ts'
import type { ExportMessage } from '../../export/read-export.ts'
import { type ArchiveReport, verifyArchive } from '../../export/verify-archive.ts'
import type { TreeObject, TreeTrust } from './tree-check.ts'

/**
 * @param releaseOf when phones may have the file at the earliest, Unix seconds: its keys ended 2 hours before or more
 * @param moreSizes names of entries beside the two of the format, and the most bytes of each
 */
export const readTreeArchive = (
  { bytes }: TreeObject,
  { trusted, now }: TreeTrust,
  releaseOf: (message: ExportMessage) => number,
  moreSizes: Readonly<Record<string, number>> = {},
): Promise<ArchiveReport> =>
  verifyArchive(
    bytes,
    trusted,
    {
      now,
      // These layouts may hold a key back for days, and publish for two weeks.
      maxKeyAgeDays: Number.POSITIVE_INFINITY,
      latestExpiry: (message) => releaseOf(message) - RELEASE_DELAY_SECONDS,
    },
    { moreSizes, isOfOtherLayout: true },
  )

/** Unix seconds. */
export interface HeaderSpan {
  readonly start: number
  readonly end: number
}

export function checkSpan(
  { startTimestamp, endTimestamp }: ExportMessage,
  { start, end }: HeaderSpan,
): readonly ArchiveProblem[] {
  if (startTimestamp === start && endTimestamp === end) return []
  const found = `${startTimestamp} to ${endTimestamp}`
  return [problem('header-mismatch', `${found}, not ${start} to ${end}`)]
}

/** @param expected undefined: the file names none */
export const checkRegion = (
  { region }: ExportMessage,
  expected: string | undefined,
): readonly ArchiveProblem[] =>
  region === expected
    ? []
    : [problem('region-mismatch', `${textOf(region)}, not ${textOf(expected)}`)]

const textOf = (region: string | undefined): string =>
  region === undefined ? 'none' : quoted(region)
