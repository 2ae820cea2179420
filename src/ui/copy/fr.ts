/** French. */

import type { Copy } from './en.ts'
import { codes } from './fr/codes.ts'
import { common } from './fr/common.ts'
import { signIn } from './fr/sign-in.ts'
import { system } from './fr/system.ts'

export const fr: Partial<Copy> = { codes, common, signIn, system }
