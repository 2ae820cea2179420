/** German. */

import type { Copy } from './en.ts'
import { common } from './de/common.ts'

export const de: Partial<Copy> = { common }
