/**
 * Brings batches here that a partner announced: the raw bytes into the bucket first, then the batch's row and its keys in
 * staging, together. What died in between is done again and changes nothing that is there.
 */

import { KEY_LIFETIME_DAYS } from '../../core/federation/ingress.ts'
import {
  countTransient,
  MAX_IMPORT_TRIES,
  MAX_SEND_TRIES,
  nextAttemptAt,
} from '../../core/federation/retry.ts'
import { addSeconds, SECONDS_PER_DAY, SECONDS_PER_HOUR, type UnixSeconds } from '../../core/time.ts'
import { runGuarded } from '../../db/keyserver/queries/diagnosis-keys.ts'
import {
  type ExchangePlace,
  noteSuccess,
  readState,
} from '../../db/keyserver/queries/federation-states.ts'
import {
  claimIncoming,
  failIncoming,
  type IncomingBatch,
  returnIncoming,
} from '../../db/keyserver/queries/incoming-batches.ts'
import { stageAnnounced } from '../../db/keyserver/queries/incoming-staging.ts'
import {
  claimToken,
  type ExchangeDeps,
  failureName,
  LEASE_SECONDS,
  type PartnerRun,
} from './exchange-deps.ts'
import {
  attempt,
  countBatch,
  FAULT,
  type FetchReport,
  keepBatch,
  noteStepFailure,
} from './fetch-steps.ts'
import type { FetchedBatch, PartnerFailure } from './protocol.ts'

/** Runs that had the batch ended without a word, too often. */
export const INTERRUPTED = 'interrupted_too_often'

/** How often the registration at the partner is looked at. */
const REGISTRATION_SECONDS = 24 * SECONDS_PER_HOUR

/** Sees to it that the partner announces batches. What fails here stops nothing: polling finds them all. */
export async function registerCallback(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: FetchReport,
): Promise<void> {
  const { register } = run.adapter.importer
  if (register === undefined) return
  const place: ExchangePlace = { partnerId: run.partner.id, direction: 'callback' }
  const state = await readState(deps.db, place)
  const now = run.clock()
  if (state.nextAttemptAt > now && !run.isForced) return
  const failure = await attempt(deps, () => register(now))
  if (failure.ok) {
    return noteSuccess(deps.db, place, addSeconds(now, REGISTRATION_SECONDS), now)
  }
  await noteStepFailure(deps, run, place, failure.failure, state.consecutiveFailures + 1, report)
}

/** Fetches what was announced, oldest first. */
export async function fetchAnnounced(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: FetchReport,
): Promise<void> {
  const { fetch } = run.adapter.importer
  if (fetch === undefined) return
  for (;;) {
    const token = claimToken(deps)
    const claimed = await run.budget.step(async () => {
      const now = run.clock()
      const claim = { partnerId: run.partner.id, token, leaseSeconds: LEASE_SECONDS }
      const batch = await claimIncoming(
        deps.db,
        { ...claim, from: 'registered', to: 'downloading' },
        now,
      )
      if (batch === undefined) return false
      const { batchDate, batchTag, retryCount } = batch
      // What ends a run without a word must not do so for ever; a partner that was away is not what ended it.
      if (retryCount >= MAX_SEND_TRIES) {
        report.failures.push(INTERRUPTED)
        await failIncoming(deps.db, batch, token, INTERRUPTED, now)
        return true
      }
      const fetched = await attempt(deps, () => fetch(batchDate, batchTag, now))
      await (fetched.ok
        ? takeAnnounced(deps, run, batch, token, fetched.value, report)
        : giveBack(deps, run, batch, token, fetched.failure, report))
      return true
    })
    if (claimed?.value !== true) return
  }
}

async function takeAnnounced(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
  token: string,
  fetched: FetchedBatch,
  report: FetchReport,
): Promise<void> {
  const place = { partnerId: batch.partnerId, date: batch.batchDate, tag: batch.batchTag }
  const staged = { ...(await keepBatch(deps, run, fetched, token)), ...place }
  const outcome = await runGuarded(deps.db, stageAnnounced(deps.db, staged, run.clock()))
  if (outcome === 'written') countBatch(report, staged)
}

async function giveBack(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
  token: string,
  failure: PartnerFailure,
  report: FetchReport,
): Promise<void> {
  const name = failureName(failure.reason)
  report.failures.push(name)
  const now = run.clock()
  if (isHopeless(batch, failure, now)) return failIncoming(deps.db, batch, token, name, now)
  const failures = failure === FAULT ? batch.retryCount + 1 : countTransient(batch.retryCount)
  await returnIncoming(deps.db, batch, token, {
    status: 'registered',
    failure: { name, failures },
    nextAttemptAt: nextAttemptAt(failures, true, now),
  })
}

/** A partner may be away for days, and its keys are of use for as long; what we can't do ourselves we can't do tomorrow. */
function isHopeless(
  { retryCount, createdAt }: IncomingBatch,
  failure: PartnerFailure,
  now: UnixSeconds,
): boolean {
  if (!failure.isTransient) return true
  if (failure === FAULT) return retryCount + 1 >= MAX_IMPORT_TRIES
  return now >= createdAt + KEY_LIFETIME_DAYS * SECONDS_PER_DAY
}
