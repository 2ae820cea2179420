/** German. */

import { common } from './de/common.ts'
import type { Copy } from './en.ts'

export const de: Partial<Copy> = { common }
