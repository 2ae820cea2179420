/**
 * A document of statistics, as JSON or as a table. Made piece by piece and only in the form that is asked for: a realm may have ten
 * thousand issuers, each on 91 days. Pure.
 */

import { type UnixSeconds, utcDateOf } from '../time.ts'

/** JSON whose one long member is a list. */
export interface JsonDocument {
  /** Members before the list. */
  readonly members: Readonly<Record<string, unknown>>
  /** Its name; undefined: the document is the list itself. */
  readonly list: string | undefined
  readonly items: Iterable<unknown>
}

export interface StatisticsDocument {
  /** undefined: there is nothing to tell. */
  readonly json: JsonDocument | undefined
  /** Lines, each with its end; none where there is nothing to tell. */
  readonly csv: Iterable<string>
}

export const NOTHING: StatisticsDocument = { json: undefined, csv: [] }

/** Something to go over that is made anew each time it is gone over. */
export const lazily = <T>(make: () => Iterable<T>): Iterable<T> => ({
  [Symbol.iterator]: () => make()[Symbol.iterator](),
})

/** @param day Unix seconds of a UTC midnight, as below @example '2026-11-19' */
export const date = (day: number): string => utcDateOf(day as UnixSeconds)

/** @example '2026-11-19T00:00:00Z' */
export const jsonDate = (day: number): string => `${date(day)}T00:00:00Z`
