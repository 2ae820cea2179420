/** How often one address may try to prove who somebody is. */

import type { RateVerdict } from '../../core/realms/rate-limit.ts'
import type { UnixSeconds } from '../../core/time.ts'

export interface AddressGate {
  /** Counts a try. @throws where the count is away */
  admit(address: string, now: UnixSeconds): Promise<RateVerdict>
}
