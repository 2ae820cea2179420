/** An API key as people see it: all but the key. */

import type { ApiKeyType } from '../realms/api-key.ts'
import type { UnixSeconds } from '../time.ts'

export interface ShownApiKey {
  readonly id: number
  readonly name: string
  readonly type: ApiKeyType
  /** The first characters of the key. */
  readonly preview: string
  readonly createdAt: UnixSeconds
  /** Null: never yet. */
  readonly lastUsedAt: UnixSeconds | null
  /** Null while it is in force. */
  readonly disabledAt: UnixSeconds | null
}
