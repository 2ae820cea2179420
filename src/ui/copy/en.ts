/** English: what the other languages translate. */

import { audit } from './en/audit.ts'
import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { connections } from './en/connections.ts'
import { people } from './en/people.ts'
import { settings } from './en/settings.ts'
import { signIn } from './en/sign-in.ts'
import { statistics } from './en/statistics.ts'
import { system } from './en/system.ts'

export const en = {
  audit,
  codes,
  common,
  connections,
  people,
  settings,
  signIn,
  statistics,
  system,
}

export type Copy = typeof en
