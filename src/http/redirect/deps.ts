/** What the routes of the redirect need. */

import type { LinkHosts } from '../../core/links/link-hosts.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import type { LinkRegions } from '../../db/verification/queries/links.ts'
import type { Events } from '../../flows/events.ts'
import type { AuthenticateDeps } from '../../flows/verification/authenticate.ts'
import type { IssueCodesDeps } from '../../flows/verification/issue-codes.ts'
import type { RealmApiDeps } from '../realm-api/surface.ts'

/** What the page for user reports needs; links need none of it. */
export interface ReportDeps
  extends AuthenticateDeps,
    Pick<RealmApiDeps, 'admission' | 'rateLimitSecret'> {
  readonly issue: IssueCodesDeps
  /** In development key and nonce may stand in the address, so that a browser can open the page. */
  readonly allowsDebugQuery: boolean
}

export interface RedirectDeps {
  readonly db: VerificationDatabase
  readonly events: Events
  readonly hosts: LinkHosts
  readonly linkRegions: LinkRegions
  readonly report: ReportDeps
  /** Whether an address asks too often. */
  readonly isFlooding: (address: string) => Promise<boolean>
  readonly isInMaintenance: boolean
  /** Fails where the database can't be reached. */
  readonly probe: () => Promise<unknown>
}

export type RedirectSurface = { Variables: { deps: RedirectDeps; now: UnixSeconds } }
