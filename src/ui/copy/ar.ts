/** Arabic. */

import { common } from './ar/common.ts'
import type { Copy } from './en.ts'

export const ar: Partial<Copy> = { common }
