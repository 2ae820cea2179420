/** German. */

import { codes } from './de/codes.ts'
import { common } from './de/common.ts'
import type { Copy } from './en.ts'

export const de: Partial<Copy> = { codes, common }
