/** Routes of a realm's settings. */

import type { Route } from '../route.ts'
import { CODES } from './codes.tsx'
import { GENERAL } from './general.tsx'
import { addCodes, BURST_PATH, LIMITS } from './limits.tsx'
import { SECURITY } from './security.tsx'
import { type SettingsPage, saveSettings, showSettings } from './settings-page.tsx'
import { TEXTS } from './texts.tsx'

const REALM = '/console/r/:realm'
const READ = { realm: 'read settings' } as const
const CHANGE = { realm: 'change settings' } as const

const routesOf = (spec: SettingsPage): readonly Route[] => [
  { method: 'GET', path: `${REALM}/${spec.path}`, may: READ, handler: showSettings(spec) },
  { method: 'POST', path: `${REALM}/${spec.path}`, may: CHANGE, handler: saveSettings(spec) },
]

export const SETTINGS_ROUTES: readonly Route[] = [
  ...[GENERAL, CODES, TEXTS, SECURITY, LIMITS].flatMap(routesOf),
  {
    method: 'POST',
    path: `${REALM}/${BURST_PATH}`,
    may: { realm: 'add to the quota' },
    handler: addCodes,
  },
]
