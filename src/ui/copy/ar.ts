/** Arabic. */

import { codes } from './ar/codes.ts'
import { common } from './ar/common.ts'
import { signIn } from './ar/sign-in.ts'
import { system } from './ar/system.ts'
import type { Copy } from './en.ts'

export const ar: Partial<Copy> = { codes, common, signIn, system }
