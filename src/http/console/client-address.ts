/** Where a request comes from. */

import type { ConsoleContext } from './context.ts'

/** '' where the platform doesn't say. */
export const clientAddress = (c: ConsoleContext): string => c.req.header('cf-connecting-ip') ?? ''
