/** Spanish. */

import type { Copy } from './en.ts'

export const es: Partial<Copy> = {}
