/** Spanish. */

import type { Copy } from './en.ts'
import { codes } from './es/codes.ts'
import { common } from './es/common.ts'
import { signIn } from './es/sign-in.ts'
import { system } from './es/system.ts'

export const es: Partial<Copy> = { codes, common, signIn, system }
