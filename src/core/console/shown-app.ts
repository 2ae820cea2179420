/** An app as the console's pages show it. */

import type { MobileApp } from '../realms/mobile-app.ts'
import type { UnixSeconds } from '../time.ts'

export interface ShownApp extends MobileApp {
  readonly id: number
  readonly updatedAt: UnixSeconds
  /** Null while links lead to it. */
  readonly disabledAt: UnixSeconds | null
}
