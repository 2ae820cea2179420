/** English: what the other languages translate. */

import { common } from './en/common.ts'
import { signIn } from './en/sign-in.ts'

export const en = { common, signIn }

export type Copy = typeof en
