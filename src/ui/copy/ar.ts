/** Arabic. */

import type { Copy } from './en.ts'

export const ar: Partial<Copy> = {}
