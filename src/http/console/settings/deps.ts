/** What the pages of settings need. */

import type { RealmDeps } from '../../../flows/verification/change-realms.ts'

export interface SettingsDeps extends RealmDeps {
  /** Of links in texts; '' for none. */
  readonly redirectDomain: string
  /** How often codes may be tried from one address. */
  readonly triesAnHour: number
}
