/** What the distribution surface is given. */

import type { UnixSeconds } from '../../core/time.ts'
import type { ArchiveStore } from '../../flows/archive-store.ts'
import type { Events } from '../../flows/events.ts'

/** Where whole answers are kept near the phones. */
export interface AnswerCache {
  match(request: Request): Promise<Response | undefined>
  put(request: Request, response: Response): Promise<void>
}

export interface DistributionDeps {
  readonly archives: ArchiveStore
  /** undefined: none. */
  readonly cache: AnswerCache | undefined
  readonly events: Events
  /** Below which CoronaMelder's content lies, without a slash at either end. */
  readonly coronaMelderPrefix: string
}

export type DistributionSurface = { Variables: { deps: DistributionDeps; now: UnixSeconds } }
