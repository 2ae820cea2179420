/**
 * Moves the keys of fetched batches from staging to where they are exported from: slice by slice, each once. A batch that
 * can't be moved is given up by name; the next one proceeds.
 */

import { addCounts } from '../../core/federation/export-cursor.ts'
import type { IngressRules } from '../../core/federation/ingress.ts'
import { MAX_IMPORT_TRIES, nextAttemptAt } from '../../core/federation/retry.ts'
import {
  claimIncoming,
  failIncoming,
  type IncomingBatch,
  returnIncoming,
} from '../../db/keyserver/queries/incoming-batches.ts'
import {
  commitSlice,
  completeIncoming,
  readSlice,
} from '../../db/keyserver/queries/incoming-slices.ts'
import { claimToken, type ExchangeDeps, LEASE_SECONDS, type PartnerRun } from './exchange-deps.ts'
import { INTERRUPTED } from './fetch-announced.ts'
import { judgeSlice, readIngressRules } from './judge-slice.ts'

export interface ProcessReport {
  batches: number
  readonly failures: string[]
}

export const SLICE_FAILED = 'slice_failed'

/** Keys a slice: their statements stay far below the platform's time for one. */
export const SLICE_KEYS = 2000

export async function processBatches(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: ProcessReport,
): Promise<void> {
  for (;;) {
    const token = claimToken(deps)
    const claimed = await run.budget.step(() =>
      claimIncoming(
        deps.db,
        {
          partnerId: run.partner.id,
          from: 'downloaded',
          to: 'processing',
          token,
          leaseSeconds: LEASE_SECONDS,
        },
        run.clock(),
      ),
    )
    const batch = claimed?.value
    if (batch === undefined) return
    try {
      if (batch.retryCount >= MAX_IMPORT_TRIES) {
        report.failures.push(INTERRUPTED)
        await failIncoming(deps.db, batch, token, INTERRUPTED, run.clock())
      } else if (await processBatch(deps, run, batch, token)) report.batches++
    } catch (cause) {
      deps.onFault(cause)
      await giveBack(deps, run, batch, token, report)
    }
  }
}

/** @returns whether it is done; otherwise another run has it, or goes on with it */
async function processBatch(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
  token: string,
): Promise<boolean> {
  const rules = await readIngressRules(deps.db, run)
  let rejectedKeys = batch.rejectedKeys
  for (;;) {
    const step = await run.budget.step(() =>
      moveSlice(deps, run, rules, { ...batch, rejectedKeys }, token),
    )
    if (step === undefined) {
      const nextAttempt = run.clock()
      await returnIncoming(deps.db, batch, token, {
        status: 'downloaded',
        nextAttemptAt: nextAttempt,
      })
      return false
    }
    if (step.value === 'taken') return false
    if (step.value === 'empty') {
      return completeIncoming(deps.db, batch, token, run.clock())
    }
    rejectedKeys = step.value
  }
}

/** @returns rejected keys of the batch so far; 'taken' where another run has it, 'empty' where nothing is left */
async function moveSlice(
  deps: ExchangeDeps,
  run: PartnerRun,
  rules: IngressRules,
  batch: IncomingBatch,
  token: string,
): Promise<IncomingBatch['rejectedKeys'] | 'taken' | 'empty'> {
  const slice = await readSlice(deps.db, batch.id, SLICE_KEYS)
  if (slice === undefined) return 'empty'
  // Read for each slice anew: its keys are released from then on, and that slot must not have closed meanwhile.
  const now = run.clock()
  const { rejected, ...judged } = await judgeSlice(deps.db, run, rules, slice, now)
  const rejectedKeys = addCounts(batch.rejectedKeys, rejected)
  const outcome = await commitSlice(deps.db, { batch, token, slice, rejectedKeys, ...judged }, now)
  return outcome === 'written' ? rejectedKeys : 'taken'
}

async function giveBack(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
  token: string,
  report: ProcessReport,
): Promise<void> {
  const name = SLICE_FAILED
  report.failures.push(name)
  const now = run.clock()
  const failures = batch.retryCount + 1
  if (failures >= MAX_IMPORT_TRIES) return failIncoming(deps.db, batch, token, name, now)
  await returnIncoming(deps.db, batch, token, {
    status: 'downloaded',
    failure: { name, failures },
    nextAttemptAt: nextAttemptAt(failures, true, now),
  })
}
