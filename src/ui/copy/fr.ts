/** French. */

import type { Copy } from './en.ts'
import { codes } from './fr/codes.ts'
import { common } from './fr/common.ts'

export const fr: Partial<Copy> = { codes, common }
