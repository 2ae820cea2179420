/** Sessions of people: a random cookie, of which the row holds an HMAC only. A row that is idle or old is none. */

import type { Viewer } from '../../core/console/viewer.ts'

export interface Session {
  readonly viewer: Viewer
  /** base64url of 32 bytes: what forms of this session are guarded with. */
  readonly csrfSecret: string
  /** 64 hexadecimal digits, derived from the cookie and not stored: what texts of this session are sealed with. */
  readonly sessionKey: string
  /** What its row is found by. */
  readonly hash: string
}
