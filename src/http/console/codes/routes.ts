/** Routes of codes. */

import type { Route } from '../route.ts'
import { answerState, goToNext, sendTextAgain, showCode } from './code.tsx'
import { askToExpire, endCode } from './expire-code.tsx'
import { listCodes } from './list-codes.tsx'
import { makeCode, showNewCode } from './new-code.tsx'

const CODES = '/console/r/:realm/codes'
const MAKE = { realm: 'issue a code' } as const
const EXPIRE = { realm: 'expire a code' } as const
/** Whoever makes codes sees their own, whoever may look codes up sees all: the handlers know which. */
const SEE = { realm: ['look up a code', 'issue a code'] } as const

export const CODES_ROUTES: readonly Route[] = [
  { method: 'GET', path: `${CODES}/new`, may: MAKE, handler: showNewCode },
  { method: 'POST', path: `${CODES}/new`, may: MAKE, handler: makeCode },
  { method: 'GET', path: CODES, may: SEE, handler: listCodes },
  { method: 'GET', path: `${CODES}/:uuid`, may: SEE, handler: showCode },
  { method: 'GET', path: `${CODES}/:uuid/state`, may: SEE, handler: answerState, isData: true },
  { method: 'POST', path: `${CODES}/:uuid/next`, may: MAKE, handler: goToNext },
  { method: 'POST', path: `${CODES}/:uuid/text`, may: MAKE, handler: sendTextAgain },
  { method: 'GET', path: `${CODES}/:uuid/expire`, may: EXPIRE, handler: askToExpire },
  { method: 'POST', path: `${CODES}/:uuid/expire`, may: EXPIRE, handler: endCode },
]
