/** The shape of a revision: who is revised to what, how long after the first upload. Counted beside first uploads. Pure. */

import { numberFromReportType, type ReportType } from '../report-type.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, type UnixSeconds, utcDayOf } from '../time.ts'

export interface RevisionShape {
  /** Of the first upload and of the revision. The export format's numbers; 0 for none. */
  readonly fromNumber: number
  readonly toNumber: number
  /** UTC days from the first upload to the revision. */
  readonly delayDays: number
  /** Hour of the UTC day of the revision. */
  readonly hour: number
  readonly hasReportedOnset: boolean
  /** Keys that came new with the revision. */
  readonly addedKeys: number
}

/** Sorts revisions apart from first uploads, whose texts begin with a digit. */
export const REVISION_MARK = 'R'

export interface ShapedRevision {
  readonly from: ReportType | undefined
  readonly to: ReportType | undefined
  /** When the first upload could leave. */
  readonly firstCreatedAt: UnixSeconds
  readonly hasReportedOnset: boolean
  readonly addedKeys: number
}

/** The shape's text of a revision that was made at `now`. */
export function revisionShapeOf(revision: ShapedRevision, now: UnixSeconds): string {
  return formatRevisionShape({
    fromNumber: numberFromReportType(revision.from),
    toNumber: numberFromReportType(revision.to),
    // A key under embargo can be revised before the instant at which it may leave.
    delayDays: Math.max(0, utcDayOf(now) - utcDayOf(revision.firstCreatedAt)),
    hour: Math.floor((now % SECONDS_PER_DAY) / SECONDS_PER_HOUR),
    hasReportedOnset: revision.hasReportedOnset,
    addedKeys: revision.addedKeys,
  })
}

/** @example 'R 2 1 3 14 - 0' */
export const formatRevisionShape = (shape: RevisionShape): string =>
  [
    REVISION_MARK,
    shape.fromNumber,
    shape.toNumber,
    shape.delayDays,
    shape.hour,
    shape.hasReportedOnset ? '+' : '-',
    shape.addedKeys,
  ].join(' ')

const REVISION = /^R (\d+) (\d+) (\d+) (\d+) ([-+]) (\d+)$/

/** @returns undefined where the text is not that of a revision's shape */
export function parseRevisionShape(text: string): RevisionShape | undefined {
  const match = REVISION.exec(text)
  if (match === null) return undefined
  const [, from, to, days, hour, onset, added] = match
  return {
    fromNumber: Number(from),
    toNumber: Number(to),
    delayDays: Number(days),
    hour: Number(hour),
    hasReportedOnset: onset === '+',
    addedKeys: Number(added),
  }
}
