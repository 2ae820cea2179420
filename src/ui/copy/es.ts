/** Spanish. */

import type { Copy } from './en.ts'
import { common } from './es/common.ts'

export const es: Partial<Copy> = { common }
