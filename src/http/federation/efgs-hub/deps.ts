/** What our gateway is made of. */

import type { EfgsHubSettings } from '../../../core/federation/efgs/hub-settings.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../../../db/keyserver/database.ts'
import type { EfgsCertificateDirectory, EfgsMember } from '../../../flows/efgs-hub/members.ts'
import type { Events } from '../../../flows/events.ts'
import type { CallerSettings } from '../caller.ts'

export interface EfgsHubDeps {
  readonly db: KeyserverDatabase
  readonly callers: CallerSettings
  readonly certificates: (now: UnixSeconds) => Promise<EfgsCertificateDirectory>
  readonly events: Pick<Events, 'hubCalled' | 'requestFailed'>
  readonly settings: EfgsHubSettings
  /** For development, where a member's server may be this machine. */
  readonly allowsLoopback: boolean
}

export type EfgsHubSurface = {
  Variables: {
    deps: EfgsHubDeps
    now: UnixSeconds
    /** Behind authentication alone. */
    member: EfgsMember
  }
}
