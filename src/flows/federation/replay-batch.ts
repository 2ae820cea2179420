/** Takes a batch in again: from its raw bytes where those may be trusted, from the partner where they may not. */

import { fail, type Result, succeed } from '../../core/result.ts'
import { runGuarded } from '../../db/keyserver/queries/diagnosis-keys.ts'
import {
  type IncomingBatch,
  readIncoming,
  registerAgain,
} from '../../db/keyserver/queries/incoming-batches.ts'
import { stageAgain } from '../../db/keyserver/queries/incoming-staging.ts'
import { claimToken, type ExchangeDeps, type PartnerRun, readKept } from './exchange-deps.ts'
import { fetchAnnounced, INTERRUPTED } from './fetch-announced.ts'
import { type FetchReport, judgeBatch } from './fetch-steps.ts'
import { processBatches, SLICE_FAILED } from './process-batches.ts'

/** Why a batch is not taken in again; beside these, what an adapter says of its bytes. */
export type ReplayFailure =
  | 'batch_unknown'
  | 'batch_not_ended'
  | 'raw_missing'
  | 'not_trusted'
  | string

/** What went wrong after the bytes were found to be good. */
const OUR_FAILURES: readonly (string | null)[] = ['too_many_keys', INTERRUPTED, SLICE_FAILED]

/** @returns once the batch is staged, and processed as far as the time of the run goes */
export async function replayBatch(
  deps: ExchangeDeps,
  run: PartnerRun,
  batchId: number,
): Promise<Result<undefined, ReplayFailure>> {
  const batch = await readIncoming(deps.db, run.partner.id, batchId)
  if (batch === undefined) return fail('batch_unknown')
  if (batch.status !== 'processed' && batch.status !== 'failed') return fail('batch_not_ended')
  const isGood =
    batch.objectName !== null &&
    (batch.status === 'processed' || OUR_FAILURES.includes(batch.lastFailure))
  const staged = isGood ? await stage(deps, run, batch) : await fetchAgain(deps, run, batch)
  if (!staged.ok) return staged
  await processBatches(deps, run, { batches: 0, failures: [] })
  return succeed(undefined)
}

async function stage(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
): Promise<Result<undefined, ReplayFailure>> {
  const objectName = batch.objectName ?? ''
  const raw = await readKept(deps, objectName)
  if (raw === undefined) return fail('raw_missing')
  const judged = judgeBatch(run.adapter.importer.read(raw), run.partner)
  if (judged.quarantine !== undefined) return fail(judged.quarantine)
  const staged = {
    partnerId: batch.partnerId,
    date: batch.batchDate,
    tag: batch.batchTag,
    token: claimToken(deps),
    objectName,
    ...judged,
  }
  const outcome = await runGuarded(deps.db, stageAgain(deps.db, batch, staged, run.clock()))
  return outcome === 'written' ? succeed(undefined) : fail('batch_not_ended')
}

/** Bytes that could not be trusted are not read without what proves them: only the partner can say more. */
async function fetchAgain(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
): Promise<Result<undefined, ReplayFailure>> {
  if (run.adapter.importer.fetch === undefined) return fail('not_trusted')
  await registerAgain(deps.db, batch, run.clock())
  const report: FetchReport = { batches: 0, quarantined: 0, failures: [] }
  await fetchAnnounced(deps, run, report)
  const now = await readIncoming(deps.db, run.partner.id, batch.id)
  return now?.status === 'downloaded'
    ? succeed(undefined)
    : fail(now?.lastFailure ?? 'batch_not_ended')
}
