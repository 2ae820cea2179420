/** One run of the export to one partner: what is to leave is decided, then what was decided is sent. */

import { nextAttemptAt } from '../../core/federation/retry.ts'
import {
  type ExchangePlace,
  noteFailure,
  noteSuccess,
  readState,
} from '../../db/keyserver/queries/federation-states.ts'
import { closeExportSpans, type SpanReport } from './close-export-spans.ts'
import type { ExchangeDeps, PartnerRun } from './exchange-deps.ts'
import { type SendReport, sendBatches } from './send-batches.ts'

export interface ExportReport {
  readonly newBatches: number
  readonly newKeys: number
  readonly refusedKeys: number
  readonly sentBatches: number
  readonly acceptedKeys: number
  /** Names; empty where all went well. */
  readonly failures: readonly string[]
}

/** May die anywhere and be run again; what it has taken, another run leaves to it for a while. */
export async function exportKeys(deps: ExchangeDeps, run: PartnerRun): Promise<ExportReport> {
  const spans: SpanReport = { batches: 0, keys: 0, refused: 0 }
  const sent: SendReport = { sentBatches: 0, acceptedKeys: 0, failures: [] }
  const faults: string[] = []
  for (const step of [
    () => closeExportSpans(deps, run, spans),
    () => sendBatches(deps, run, sent),
  ]) {
    try {
      await step()
    } catch (cause) {
      // Ours, such as a signer that is not there: what was decided before may still be sent.
      deps.onFault(cause)
      faults.push('unexpected')
    }
  }
  const failures = [...sent.failures, ...faults]
  await noteRun(deps, run, failures[0], spans.batches + sent.sentBatches > 0)
  return {
    newBatches: spans.batches,
    newKeys: spans.keys,
    refusedKeys: spans.refused,
    sentBatches: sent.sentBatches,
    acceptedKeys: sent.acceptedKeys,
    failures,
  }
}

/** A run that neither did nor failed at anything is not worth a row. */
async function noteRun(
  deps: ExchangeDeps,
  run: PartnerRun,
  failure: string | undefined,
  hasDone: boolean,
): Promise<void> {
  const place: ExchangePlace = { partnerId: run.partner.id, direction: 'export' }
  const now = run.clock()
  if (failure === undefined) {
    if (hasDone) await noteSuccess(deps.db, place, now, now)
    return
  }
  const failures = (await readState(deps.db, place)).consecutiveFailures + 1
  await noteFailure(deps.db, place, failure, failures, nextAttemptAt(failures, true, now), now)
}
