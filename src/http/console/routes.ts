/** The route table: every route of the console, and who may use it. What is not here does not exist. */

import type { Route } from './route.ts'
import { SHELL_ROUTES } from './shell.tsx'

/** Of two that match one path the first is taken. */
export const ROUTES: readonly Route[] = [...SHELL_ROUTES]
