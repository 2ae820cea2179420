/** French. */

import type { Copy } from './en.ts'
import { common } from './fr/common.ts'

export const fr: Partial<Copy> = { common }
