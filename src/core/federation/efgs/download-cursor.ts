/**
 * How far the download of a gateway's batches got, and where an answer leads. Pure.
 *
 * Batches of a day follow one another by name, and a day's list grows while it lasts: the last of it is asked for again, so that
 * what came after it is found, until the day is over. Newer gateways name what follows across midnight too, older ones do not.
 */

import { parseIsoTime } from '../../iso-time.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../../time.ts'

export interface DownloadCursor {
  /** YYYY-MM-DD: what is asked with. */
  readonly date: string
  /** The last batch that was taken; null where none was since the date changed. */
  readonly lastTag: string | null
  /** What that one named as its next; null where it named none. */
  readonly nextTag: string | null
}

/** The gateway's clock may go behind ours. */
const CLOCK_ALLOWANCE_SECONDS = 600
const MAX_TAG_CHARACTERS = 100
const TAG = /^[\x20-\x7e]+$/
const DATED_TAG = /^(\d{4})(\d{2})(\d{2})-\d{1,9}$/

/** A tag that can be kept, and sent in a header. */
export const isBatchTag = (tag: string): boolean =>
  tag.length <= MAX_TAG_CHARACTERS && TAG.test(tag)

export const isBatchDate = (date: string): boolean =>
  parseIsoTime(`${date}T00:00:00Z`) !== undefined

/** @returns the day on which a gateway that names batches by days made it */
export function dateOfTag(tag: string): string | undefined {
  const [, year, month, day] = DATED_TAG.exec(tag) ?? []
  const date = `${year}-${month}-${day}`
  return isBatchDate(date) ? date : undefined
}

export const firstCursor = (daysToDownload: number, now: UnixSeconds): DownloadCursor => ({
  date: utcDateOf(addSeconds(now, -daysToDownload * SECONDS_PER_DAY)),
  lastTag: null,
  nextTag: null,
})

/** @returns undefined where it is none of ours */
export function readCursor(value: unknown): DownloadCursor | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { date, lastTag, nextTag }: Partial<Record<keyof DownloadCursor, unknown>> = value
  const isTag = (tag: unknown): tag is string | null =>
    tag === null || (typeof tag === 'string' && isBatchTag(tag))
  return typeof date === 'string' && isBatchDate(date) && isTag(lastTag) && isTag(nextTag)
    ? { date, lastTag, nextTag }
    : undefined
}

/** The tag to ask with; undefined: for the first batch of the day. */
export const requestedTag = ({ lastTag, nextTag }: DownloadCursor): string | undefined =>
  nextTag ?? lastTag ?? undefined

export interface CursorStep {
  readonly cursor: DownloadCursor
  /** Whether there may be more at once. */
  readonly hasMore: boolean
}

/**
 * After a batch.
 * @param tag of the batch
 * @param next what it names; undefined for none
 */
export function afterBatch(
  { date }: DownloadCursor,
  tag: string,
  next: string | undefined,
  now: UnixSeconds,
): CursorStep {
  // One that names itself would be fetched for ever.
  if (next !== undefined && next !== tag) {
    const cursor = { date: laterDate(date, dateOfTag(next), now), lastTag: tag, nextTag: next }
    return { cursor, hasMore: true }
  }
  const reached = laterDate(date, dateOfTag(tag), now)
  return isOver(reached, now)
    ? nextDay(reached)
    : { cursor: { date: reached, lastTag: tag, nextTag: null }, hasMore: false }
}

/** After an answer that there is no such batch, or none of that day. */
export const afterNothing = (cursor: DownloadCursor, now: UnixSeconds): CursorStep =>
  isOver(cursor.date, now) ? nextDay(cursor.date) : { cursor, hasMore: false }

/** @returns undefined where today itself is too old, which no later day helps */
export const afterTooOld = ({ date }: DownloadCursor, now: UnixSeconds): CursorStep | undefined =>
  date < utcDateOf(now) ? nextDay(date) : undefined

function nextDay(date: string): CursorStep {
  const start = parseIsoTime(`${date}T00:00:00Z`)
  if (start === undefined) throw new RangeError('a date is YYYY-MM-DD')
  const cursor = {
    date: utcDateOf(addSeconds(start, SECONDS_PER_DAY)),
    lastTag: null,
    nextTag: null,
  }
  return { cursor, hasMore: true }
}

const isOver = (date: string, now: UnixSeconds): boolean =>
  date < utcDateOf(addSeconds(now, -CLOCK_ALLOWANCE_SECONDS))

/** Dates move forward, and not beyond today. */
const laterDate = (date: string, other: string | undefined, now: UnixSeconds): string =>
  other !== undefined && other > date && other <= utcDateOf(now) ? other : date
