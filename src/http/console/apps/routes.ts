/** Routes of apps. */

import type { Route } from '../route.ts'
import { saveApp, showApp } from './app.tsx'
import { listMobileApps } from './list-apps.tsx'
import { addApp, showNewApp } from './new-app.tsx'
import { askToDisable, disableApp, enableApp } from './switch-app.tsx'

const APPS = '/console/r/:realm/apps'
const SEE = { realm: 'read mobile apps' } as const
const CHANGE = { realm: 'change mobile apps' } as const

export const APP_ROUTES: readonly Route[] = [
  { method: 'GET', path: APPS, may: SEE, handler: listMobileApps },
  { method: 'GET', path: `${APPS}/new`, may: CHANGE, handler: showNewApp },
  { method: 'POST', path: `${APPS}/new`, may: CHANGE, handler: addApp },
  { method: 'GET', path: `${APPS}/:id`, may: SEE, handler: showApp },
  { method: 'POST', path: `${APPS}/:id`, may: CHANGE, handler: saveApp },
  { method: 'GET', path: `${APPS}/:id/disable`, may: CHANGE, handler: askToDisable },
  { method: 'POST', path: `${APPS}/:id/disable`, may: CHANGE, handler: disableApp },
  { method: 'POST', path: `${APPS}/:id/enable`, may: CHANGE, handler: enableApp },
]
