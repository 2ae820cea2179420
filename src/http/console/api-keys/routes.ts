/** Routes of API keys. */

import type { Route } from '../route.ts'
import { renameKey, saidSaved, showApiKey } from './api-key.tsx'
import { listKeys } from './list-api-keys.tsx'
import { makeKey, showNewKey } from './new-api-key.tsx'
import { askToDisable, disableKey, enableKey } from './switch-api-key.tsx'

const KEYS = '/console/r/:realm/api-keys'
const SEE = { realm: 'read API keys' } as const
const CHANGE = { realm: 'change API keys' } as const

export const API_KEY_ROUTES: readonly Route[] = [
  { method: 'GET', path: KEYS, may: SEE, handler: listKeys },
  { method: 'GET', path: `${KEYS}/new`, may: CHANGE, handler: showNewKey },
  { method: 'POST', path: `${KEYS}/new`, may: CHANGE, handler: makeKey },
  { method: 'GET', path: `${KEYS}/:id`, may: SEE, handler: showApiKey },
  { method: 'POST', path: `${KEYS}/:id`, may: CHANGE, handler: renameKey },
  { method: 'POST', path: `${KEYS}/:id/saved`, may: CHANGE, handler: saidSaved },
  { method: 'GET', path: `${KEYS}/:id/disable`, may: CHANGE, handler: askToDisable },
  { method: 'POST', path: `${KEYS}/:id/disable`, may: CHANGE, handler: disableKey },
  { method: 'POST', path: `${KEYS}/:id/enable`, may: CHANGE, handler: enableKey },
]
