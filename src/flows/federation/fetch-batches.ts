/**
 * Brings a partner's batches here: the raw bytes into the bucket first, then the batch's row, its keys in staging and the
 * cursor, together. What died in between is done again and changes nothing that is there.
 */

import { utf8 } from '../../core/bytes.ts'
import { readExchangeSettings } from '../../core/federation/exchange-settings.ts'
import { evidenceNameOf, objectNameOf } from '../../core/federation/object-names.ts'
import { MAX_IMPORT_TRIES, nextAttemptAt } from '../../core/federation/retry.ts'
import { addSeconds, SECONDS_PER_HOUR } from '../../core/time.ts'
import { runGuarded } from '../../db/keyserver/queries/diagnosis-keys.ts'
import {
  cursorOf,
  cursorTextOf,
  type ExchangePlace,
  moveCursor,
  noteFailure,
  noteSuccess,
  readState,
} from '../../db/keyserver/queries/federation-states.ts'
import {
  claimIncoming,
  failIncoming,
  type IncomingBatch,
  returnIncoming,
} from '../../db/keyserver/queries/incoming-batches.ts'
import {
  type StagedBatch,
  stageAnnounced,
  stagePolled,
} from '../../db/keyserver/queries/incoming-staging.ts'
import {
  claimToken,
  type ExchangeDeps,
  failureName,
  keep,
  LEASE_SECONDS,
  type PartnerRun,
} from './exchange-deps.ts'
import type { FetchedBatch, PartnerFailure } from './protocol.ts'

export interface FetchReport {
  batches: number
  quarantined: number
  readonly failures: string[]
}

/** Runs that had the batch ended without a word, too often. */
export const INTERRUPTED = 'interrupted_too_often'
/** A run takes no more: the next one goes on. Source: nihp-public, the number of batches of a download. */
const MAX_BATCHES_A_RUN = 900

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
  await fail(deps, run, place, failure.failure, state.consecutiveFailures + 1, report)
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
      // What ends a run without a word must not do so for ever.
      if (retryCount >= MAX_IMPORT_TRIES) {
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
  if (outcome === 'written') count(report, staged)
}

async function giveBack(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: IncomingBatch,
  token: string,
  { reason, isTransient }: PartnerFailure,
  report: FetchReport,
): Promise<void> {
  const name = failureName(reason)
  report.failures.push(name)
  const now = run.clock()
  const failures = batch.retryCount + 1
  if (!isTransient || failures >= MAX_IMPORT_TRIES) {
    return failIncoming(deps.db, batch, token, name, now)
  }
  await returnIncoming(deps.db, batch, token, {
    status: 'registered',
    failure: { name, failures },
    nextAttemptAt: nextAttemptAt(failures, true, now),
  })
}

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
      return fail(deps, run, place, polled.failure, state.consecutiveFailures + 1, report)
    }
    const { batch, hasMore } = polled.value
    const cursorText = cursorTextOf(polled.value.cursor)
    await takePolled(deps, run, place, batch, { from: state.cursorText, to: cursorText }, report)
    const now = run.clock()
    if (!hasMore) return noteSuccess(deps.db, place, addSeconds(now, pollSeconds), now)
    const tag = batch && `${batch.date}/${batch.tag}`
    if (seen.has(cursorText) || (tag !== undefined && seen.has(tag))) {
      const failure = { reason: 'endless_pagination', isTransient: false }
      return fail(deps, run, place, failure, state.consecutiveFailures + 1, report)
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
  batch: FetchedBatch | undefined,
  move: { readonly from: string | null; readonly to: string | null },
  report: FetchReport,
): Promise<void> {
  if (batch === undefined && move.from === move.to) return
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
    ...(move.from === move.to ? [] : [moveCursor(deps.db, place, move, now)]),
  ]
  const [first] = await deps.db.d1.batch(statements)
  if (staged !== undefined && (first?.meta.changes ?? 0) > 0) count(report, staged)
}

/** Raw bytes and what proves them into the bucket; then what is to be staged. */
async function keepBatch(
  deps: ExchangeDeps,
  { partner, clock }: PartnerRun,
  batch: FetchedBatch,
  token: string,
): Promise<Omit<StagedBatch, 'partnerId' | 'date' | 'tag'>> {
  const { prefix } = partner
  const objectName = await objectNameOf({
    prefix,
    direction: 'in',
    at: clock(),
    tag: batch.tag,
    content: batch.raw,
  })
  await keep(deps, objectName, batch.raw, batch.contentType)
  if (batch.evidence !== undefined) {
    await keep(deps, evidenceNameOf(objectName), utf8(JSON.stringify(batch.evidence)))
  }
  const judged = judgeBatch(batch.keys, partner)
  return { token, objectName, ...judged }
}

/** Whether a batch is taken in at all: readable, trusted, and of a size that its partner may send. */
export function judgeBatch(
  keys: FetchedBatch['keys'],
  { protocol, settings }: Pick<PartnerRun['partner'], 'protocol' | 'settings'>,
): Pick<StagedBatch, 'keys' | 'quarantine'> {
  if (!keys.ok) return { keys: [], quarantine: failureName(keys.failure) }
  const { maxBatchKeys } = readExchangeSettings(protocol, settings)
  if (keys.value.length > maxBatchKeys) return { keys: [], quarantine: 'too_many_keys' }
  return { keys: keys.value, quarantine: undefined }
}

function count(report: FetchReport, staged: Pick<StagedBatch, 'quarantine'>): void {
  report.batches++
  if (staged.quarantine === undefined) return
  report.quarantined++
  report.failures.push(staged.quarantine)
}

async function fail(
  deps: ExchangeDeps,
  run: PartnerRun,
  place: ExchangePlace,
  { reason, isTransient }: PartnerFailure,
  failures: number,
  report: FetchReport,
): Promise<void> {
  const name = failureName(reason)
  report.failures.push(name)
  const now = run.clock()
  await noteFailure(deps.db, place, name, failures, nextAttemptAt(failures, isTransient, now), now)
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: PartnerFailure }

/** What an adapter throws is our own fault; it stops neither the partner's other steps nor other partners. */
async function attempt<T>(deps: ExchangeDeps, act: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  try {
    return await act()
  } catch (cause) {
    deps.onFault(cause)
    return { ok: false, failure: { reason: 'unexpected', isTransient: true } }
  }
}
