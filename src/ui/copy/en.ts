/** English: what the other languages translate. */

import { codes } from './en/codes.ts'
import { common } from './en/common.ts'

export const en = { codes, common }

export type Copy = typeof en
