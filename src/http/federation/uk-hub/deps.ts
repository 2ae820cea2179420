/** What our server of the UK protocol is made of. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../../../db/keyserver/database.ts'
import type { Events } from '../../../flows/events.ts'
import type { AuthenticateDeps, UkNation } from '../../../flows/uk-hub/nations.ts'
import type { TakeUploadDeps, TakeUploadSettings } from '../../../flows/uk-hub/take-upload.ts'

export interface UkHubSettings extends TakeUploadSettings {
  /** Of an upload. */
  readonly maxBodyBytes: number
}

/** A thousand keys of a batch, as the original; a body as its gateway let pass. */
export const UK_HUB_DEFAULTS: UkHubSettings = {
  batchSize: 1000,
  maxKeys: 20_000,
  maxBodyBytes: 10 * 1024 * 1024,
}

export interface UkHubDeps extends AuthenticateDeps, Omit<TakeUploadDeps, 'buildFailed'> {
  readonly db: KeyserverDatabase
  readonly events: Pick<Events, 'hubCalled' | 'requestFailed'>
  readonly settings: UkHubSettings
}

export type UkHubSurface = {
  Variables: {
    deps: UkHubDeps
    now: UnixSeconds
    /** Behind authentication alone. */
    nation: UkNation
  }
}
