/** One run of the import from one partner: registration, what was announced, what a poll finds, then the move of what is staged. */

import type { ExchangeDeps, PartnerRun } from './exchange-deps.ts'
import { fetchAnnounced, registerCallback } from './fetch-announced.ts'
import type { FetchReport } from './fetch-steps.ts'
import { pollBatches } from './poll-batches.ts'
import { type ProcessReport, processBatches } from './process-batches.ts'

export interface ImportReport {
  readonly fetchedBatches: number
  readonly quarantinedBatches: number
  readonly processedBatches: number
  /** Names; empty where all went well. */
  readonly failures: readonly string[]
}

/** May die anywhere and be run again; what it has taken, another run leaves to it for a while. */
export async function importBatches(deps: ExchangeDeps, run: PartnerRun): Promise<ImportReport> {
  const fetched: FetchReport = { batches: 0, quarantined: 0, failures: [] }
  const processed: ProcessReport = { batches: 0, failures: [] }
  const faults: string[] = []
  let announced = 0
  for (const step of [
    () => registerCallback(deps, run, fetched),
    async () => {
      await fetchAnnounced(deps, run, fetched)
      announced = fetched.batches
    },
    // Before the poll: a partner that always has another batch may take all the time that is left.
    () => processBatches(deps, run, processed),
    () => pollBatches(deps, run, fetched),
    async () => {
      if (fetched.batches > announced) await processBatches(deps, run, processed)
    },
  ]) {
    try {
      await step()
    } catch (cause) {
      // Ours, such as a store that does not answer: the other steps may still work.
      deps.onFault(cause)
      faults.push('unexpected')
    }
  }
  return {
    fetchedBatches: fetched.batches,
    quarantinedBatches: fetched.quarantined,
    processedBatches: processed.batches,
    failures: [...fetched.failures, ...processed.failures, ...faults],
  }
}
