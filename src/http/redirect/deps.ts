/** What the routes of the redirect need. */

import type { LinkHosts } from '../../core/links/link-hosts.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import type { LinkRegions } from '../../db/verification/queries/links.ts'
import type { Events } from '../../flows/events.ts'

export interface RedirectDeps {
  readonly db: VerificationDatabase
  readonly events: Events
  readonly hosts: LinkHosts
  readonly linkRegions: LinkRegions
  /** Whether an address asks too often. */
  readonly isFlooding: (address: string) => Promise<boolean>
  readonly isInMaintenance: boolean
  /** Fails where the database can't be reached. */
  readonly probe: () => Promise<unknown>
}

export type RedirectSurface = { Variables: { deps: RedirectDeps; now: UnixSeconds } }
