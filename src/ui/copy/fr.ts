/** French. */

import type { Copy } from './en.ts'

export const fr: Partial<Copy> = {}
