/** Lists by pages, and ids in paths. */

import type { ConsoleContext } from '../context.ts'

/** Rows of a page. */
export const PAGE_ROWS = 50

/**
 * @param found one row more than a page has, if there are so many
 * @returns `next`: the key after which the next page begins; undefined where this is the last
 */
export function nextPageOf<T, K>(found: readonly T[], keyOf: (row: T) => K) {
  const rows = found.slice(0, PAGE_ROWS)
  const last = rows.at(-1)
  return { rows, next: found.length > PAGE_ROWS && last !== undefined ? keyOf(last) : undefined }
}

/** @returns undefined where the path's id is not one in the only spelling that it has */
export function idOf(c: ConsoleContext): number | undefined {
  const text = c.req.param('id') ?? ''
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
