/** German. */

import type { Copy } from './en.ts'

export const de: Partial<Copy> = {}
