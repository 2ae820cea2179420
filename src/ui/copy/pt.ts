/** Portuguese. */

import type { Copy } from './en.ts'

export const pt: Partial<Copy> = {}
