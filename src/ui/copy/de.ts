/** German. */

import { common } from './de/common.ts'
import { signIn } from './de/sign-in.ts'
import type { Copy } from './en.ts'

export const de: Partial<Copy> = { common, signIn }
