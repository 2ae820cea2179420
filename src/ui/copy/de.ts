/** German. */

import { codes } from './de/codes.ts'
import { common } from './de/common.ts'
import { signIn } from './de/sign-in.ts'
import { system } from './de/system.ts'
import type { Copy } from './en.ts'

export const de: Partial<Copy> = { codes, common, signIn, system }
