/** Numbers in addresses. */

import type { ConsoleContext } from './context.ts'

/** @returns undefined for what no row can have */
export const readId = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

/** The `:id` of the path. */
export const idOf = (c: ConsoleContext): number | undefined => readId(c.req.param('id'))

/** Where a list goes on. */
export const afterOf = (c: ConsoleContext): number | undefined => readId(c.req.query('after'))
