/**
 * Asks a partner for new batches. The raw bytes go into the bucket first, then the batch's row, its keys in staging and the
 * cursor, together. What died in between is done again and changes nothing that is there.
 */

import { readExchangeSettings } from '../../core/federation/exchange-settings.ts'
import { nextAttemptAt } from '../../core/federation/retry.ts'
import { addSeconds } from '../../core/time.ts'
import {
  cursorOf,
  cursorTextOf,
  type ExchangePlace,
  moveCursor,
  noteSuccess,
  readState,
} from '../../db/keyserver/queries/federation-states.ts'
import { missBatch } from '../../db/keyserver/queries/incoming-batches.ts'
import { stagePolled } from '../../db/keyserver/queries/incoming-staging.ts'
import { claimToken, type ExchangeDeps, failureName, type PartnerRun } from './exchange-deps.ts'
import { attempt, countBatch, type FetchReport, keepBatch, noteStepFailure } from './fetch-steps.ts'
import type { ImportStep, MissedBatch } from './protocol.ts'

/** A run takes no more: the next one goes on. Source: nihp-public, the number of batches of a download. */
const MAX_BATCHES_A_RUN = 900

/** Asks for new batches until there are none, the time is over, or the partner leads in a circle. */
export async function pollBatches(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: FetchReport,
): Promise<void> {
  const place: ExchangePlace = { partnerId: run.partner.id, direction: 'import' }
  let state = await readState(deps.db, place)
  if (state.nextAttemptAt > run.clock() && !run.isForced) return
  const { pollSeconds } = readExchangeSettings(run.partner.protocol, run.partner.settings)
  const seen = new Set<string | null>([state.cursorText])
  for (let steps = 0; steps < MAX_BATCHES_A_RUN; steps++) {
    const cursor = cursorOf(state)
    const step = await run.budget.step(() =>
      attempt(deps, () => run.adapter.importer.poll(cursor, run.clock())),
    )
    // The next run goes on where this one stands.
    if (step === undefined) return
    const polled = step.value
    if (!polled.ok) {
      return noteStepFailure(
        deps,
        run,
        place,
        polled.failure,
        state.consecutiveFailures + 1,
        report,
      )
    }
    const { batch, missed, hasMore } = polled.value
    const cursorText = cursorTextOf(polled.value.cursor)
    const move = { from: state.cursorText, to: cursorText }
    await takePolled(deps, run, place, polled.value, move, report)
    const now = run.clock()
    if (!hasMore) return noteSuccess(deps.db, place, addSeconds(now, pollSeconds), now)
    const found = batch ?? missed
    const tag = found && `${found.date}/${found.tag}`
    if (seen.has(cursorText) || (tag !== undefined && seen.has(tag))) {
      const failure = { reason: 'endless_pagination', isTransient: false }
      return noteStepFailure(deps, run, place, failure, state.consecutiveFailures + 1, report)
    }
    seen.add(cursorText)
    if (tag !== undefined) seen.add(tag)
    state = { ...state, cursorText }
  }
}

async function takePolled(
  deps: ExchangeDeps,
  run: PartnerRun,
  place: ExchangePlace,
  { batch, missed }: ImportStep,
  move: { readonly from: string | null; readonly to: string | null },
  report: FetchReport,
): Promise<void> {
  if (batch === undefined && missed === undefined && move.from === move.to) return
  const token = claimToken(deps)
  const staged = batch && {
    ...(await keepBatch(deps, run, batch, token)),
    partnerId: run.partner.id,
    date: batch.date,
    tag: batch.tag,
  }
  const now = run.clock()
  const statements = [
    ...(staged === undefined ? [] : stagePolled(deps.db, staged, now)),
    ...(missed === undefined ? [] : [miss(deps, run, missed, report)]),
    ...(move.from === move.to ? [] : [moveCursor(deps.db, place, move, now)]),
  ]
  const [first] = await deps.db.d1.batch(statements)
  if (staged !== undefined && (first?.meta.changes ?? 0) > 0) countBatch(report, staged)
}

/** It does not hold up the batches that come after it. */
function miss(
  { db }: ExchangeDeps,
  { partner, clock }: PartnerRun,
  { date, tag, failure }: MissedBatch,
  report: FetchReport,
): D1PreparedStatement {
  const now = clock()
  const name = failureName(failure.reason)
  report.failures.push(name)
  const again = failure.isTransient ? nextAttemptAt(1, true, now) : undefined
  return missBatch(db, { partnerId: partner.id, date, tag }, { name, nextAttemptAt: again }, now)
}
