/** Portuguese. */

import type { Copy } from './en.ts'
import { common } from './pt/common.ts'

export const pt: Partial<Copy> = { common }
