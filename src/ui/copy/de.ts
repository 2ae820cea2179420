/** German. */

import { codes } from './de/codes.ts'
import { common } from './de/common.ts'
import { system } from './de/system.ts'
import type { Copy } from './en.ts'

export const de: Partial<Copy> = { codes, common, system }
