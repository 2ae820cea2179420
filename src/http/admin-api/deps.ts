/** What the routes of the admin API need. */

import type { RandomBytes } from '../../core/random.ts'
import type { IssueCodesDeps } from '../../flows/verification/issue-codes.ts'
import type { RealmApiDeps, RealmApiSurface } from '../realm-api/surface.ts'

export interface AdminApiDeps extends RealmApiDeps {
  readonly issue: IssueCodesDeps
  readonly randomBytes: RandomBytes
  /** Bytes of every answer with padding. */
  readonly answerBytes: number
}

export type AdminApi = RealmApiSurface<AdminApiDeps>
