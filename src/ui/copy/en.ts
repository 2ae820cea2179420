/** English: what the other languages translate. */

import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { connections } from './en/connections.ts'
import { people } from './en/people.ts'
import { signIn } from './en/sign-in.ts'

export const en = { codes, common, connections, people, signIn }

export type Copy = typeof en
