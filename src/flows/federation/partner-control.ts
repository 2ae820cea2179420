/** What an operator asks of the one that writes a partner's state. */

import type { Result } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'

/** What a run did, by name and direction. */
export interface PartnerRunReport {
  /** Names of what failed; empty where all went well. */
  readonly failures: readonly string[]
  readonly [name: string]: unknown
}

export interface PartnerControl {
  /** Imports and exports at once what is due and what waits for a later attempt. */
  run(partnerId: number, now: UnixSeconds): Promise<PartnerRunReport>
  /**
   * Takes a stored batch in again: its counters are replaced, its keys are stored once.
   * @returns a name of what is in the way
   */
  replay(partnerId: number, batchId: number, now: UnixSeconds): Promise<Result<undefined, string>>
}
