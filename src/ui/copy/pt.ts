/** Portuguese. */

import type { Copy } from './en.ts'
import { codes } from './pt/codes.ts'
import { common } from './pt/common.ts'
import { signIn } from './pt/sign-in.ts'
import { system } from './pt/system.ts'

export const pt: Partial<Copy> = { codes, common, signIn, system }
