/** Arabic. */

import type { Copy } from './en.ts'
import { common } from './ar/common.ts'

export const ar: Partial<Copy> = { common }
