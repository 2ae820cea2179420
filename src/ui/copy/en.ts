/** English: what the other languages translate. */

import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { signIn } from './en/sign-in.ts'
import { system } from './en/system.ts'

export const en = { codes, common, signIn, system }

export type Copy = typeof en
