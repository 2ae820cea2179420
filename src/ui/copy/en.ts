/** English: what the other languages translate. */

import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { settings } from './en/settings.ts'
import { signIn } from './en/sign-in.ts'

export const en = { codes, common, settings, signIn }

export type Copy = typeof en
