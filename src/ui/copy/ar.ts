/** Arabic. */

import { codes } from './ar/codes.ts'
import { common } from './ar/common.ts'
import type { Copy } from './en.ts'

export const ar: Partial<Copy> = { codes, common }
