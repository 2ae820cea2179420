/** English: what the other languages translate. */

import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { connections } from './en/connections.ts'
import { people } from './en/people.ts'
import { settings } from './en/settings.ts'
import { signIn } from './en/sign-in.ts'
import { system } from './en/system.ts'

export const en = { codes, common, connections, people, settings, signIn, system }

export type Copy = typeof en
