/**
 * How far the batches of a server were read. Its own cursor is the tag of the last batch, and the day on which it was read.
 *
 * The original shows a batch before its keys are in it: who reads it then gets an empty list, and who goes on never gets those keys.
 * Empty lists are common, too: a batch of nothing but our own keys is one. So we do go on, and keep in mind where the batch was: it is
 * asked for again a minute later, and only a second empty list settles it. Pure.
 */

import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../../time.ts'

/** Where a batch is: after which tag, or first from which day on. */
export interface Place {
  /** undefined: the first of the date. */
  readonly batchTag?: string | undefined
  /** YYYY-MM-DD. */
  readonly batchDate: string
}

/** A batch that was empty when it was read. */
export interface Doubt {
  readonly place: Place
  readonly batchTag: string
  /** Unix seconds. */
  readonly since: number
}

export interface UkCursor extends Place {
  /** Oldest first. */
  readonly doubts: readonly Doubt[]
}

/** Seconds after which whoever fills a batch is done. */
export const DOUBT_SECONDS = 60
/** With more we wait until they are settled. */
export const MAX_DOUBTS = 200

/** What is to be asked now: for a batch that was empty, or for the next one. */
export type Question =
  | { readonly kind: 'again'; readonly place: Place; readonly doubt: Doubt }
  | { readonly kind: 'next'; readonly place: Place }

/** Where reading begins. @param historyDays as far back */
export const firstCursor = (now: UnixSeconds, historyDays: number): UkCursor => ({
  batchDate: utcDateOf(addSeconds(now, -historyDays * SECONDS_PER_DAY)),
  doubts: [],
})

export function nextQuestion(cursor: UkCursor, now: UnixSeconds): Question | undefined {
  const [doubt] = cursor.doubts
  if (doubt !== undefined && now >= doubt.since + DOUBT_SECONDS) {
    return { kind: 'again', place: doubt.place, doubt }
  }
  if (cursor.doubts.length >= MAX_DOUBTS) return undefined
  const { batchTag, batchDate } = cursor
  return { kind: 'next', place: { batchTag, batchDate } }
}

/** After the answer to `next` was a batch. */
export function advance(
  cursor: UkCursor,
  batch: { readonly batchTag: string; readonly isEmpty: boolean },
  now: UnixSeconds,
): UkCursor {
  const { batchTag } = batch
  const place = { batchTag: cursor.batchTag, batchDate: cursor.batchDate }
  return {
    batchTag,
    batchDate: utcDateOf(now),
    doubts: batch.isEmpty ? [...cursor.doubts, { place, batchTag, since: now }] : cursor.doubts,
  }
}

/** After the answer to `again`, whatever it was. */
export const settle = (cursor: UkCursor, doubt: Doubt): UkCursor => ({
  ...cursor,
  doubts: cursor.doubts.filter(({ batchTag }) => batchTag !== doubt.batchTag),
})

/** @param stored as JSON kept it @throws where it is not a cursor: nobody else writes it */
export function readUkCursor(stored: unknown): UkCursor {
  if (isPlace(stored)) {
    const { batchTag, batchDate } = stored
    const { doubts = [] } = stored as { readonly doubts?: unknown }
    if (Array.isArray(doubts) && doubts.every(isDoubt)) return { batchTag, batchDate, doubts }
  }
  throw new Error('the cursor of a partner is malformed')
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
type Members = Readonly<Record<string, unknown>>

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  const { batchTag, batchDate } = value as Members
  const isTag = batchTag === undefined || typeof batchTag === 'string'
  return isTag && typeof batchDate === 'string' && DATE.test(batchDate)
}

function isDoubt(value: unknown): value is Doubt {
  if (typeof value !== 'object' || value === null) return false
  const { place, batchTag, since } = value as Members
  return isPlace(place) && typeof batchTag === 'string' && Number.isInteger(since)
}
