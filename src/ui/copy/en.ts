/** English: what the other languages translate. */

import { common } from './en/common.ts'

export const en = { common }

export type Copy = typeof en
