/** The route table: every route of the console, and who may use it. What is not here does not exist. */

import { ACCOUNT_ROUTES } from './account.tsx'
import { API_KEY_ROUTES } from './api-keys/routes.ts'
import { AUDIT_ROUTES } from './audit/audit.tsx'
import { CODES_ROUTES } from './codes/routes.ts'
import { LINK_ROUTES } from './links.tsx'
import { PEOPLE_ROUTES } from './people/routes.ts'
import { RECOVER_ROUTES } from './recover.tsx'
import type { Route } from './route.ts'
import { SET_UP_ROUTES } from './set-up.tsx'
import { SETTINGS_ROUTES } from './settings/routes.ts'
import { SHELL_ROUTES } from './shell.tsx'
import { SIGN_IN_ROUTES } from './sign-in.tsx'
import { STATISTICS_ROUTES } from './statistics/routes.ts'
import { SYSTEM_ROUTES } from './system/routes.ts'

/** Of two that match one path the first is taken. */
export const ROUTES: readonly Route[] = [
  ...SHELL_ROUTES,
  ...SIGN_IN_ROUTES,
  ...SET_UP_ROUTES,
  ...LINK_ROUTES,
  ...RECOVER_ROUTES,
  ...ACCOUNT_ROUTES,
  ...CODES_ROUTES,
  ...STATISTICS_ROUTES,
  ...AUDIT_ROUTES,
  ...PEOPLE_ROUTES,
  ...API_KEY_ROUTES,
  ...SYSTEM_ROUTES,
  ...SETTINGS_ROUTES,
]
