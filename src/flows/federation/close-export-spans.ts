/**
 * Decides what leaves for a partner: the releases of slots that are over, once, in order, written down together with the
 * cursor. Own keys are published here first: a slot is over and padded for the country's files too, and their job comes first.
 */

import { readExchangeSettings } from '../../core/federation/exchange-settings.ts'
import {
  addCounts,
  decideSpan,
  type ExportCursor,
  firstCursor,
} from '../../core/federation/export-cursor.ts'
import type { OutgoingKey } from '../../core/federation/received-key.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { requireChanges, runGuarded } from '../../db/keyserver/queries/diagnosis-keys.ts'
import {
  cursorOf,
  cursorTextOf,
  type ExchangePlace,
  type FederationState,
  moveCursor,
  readState,
} from '../../db/keyserver/queries/federation-states.ts'
import { insertOutgoing, type NewOutgoing } from '../../db/keyserver/queries/outgoing-batches.ts'
import {
  countOutgoing,
  type Outgoing,
  readOutgoing,
} from '../../db/keyserver/queries/outgoing-keys.ts'
import { readPaddingPolicies } from '../../db/keyserver/queries/padding.ts'
import { type ExchangeDeps, failureName, type PartnerRun } from './exchange-deps.ts'
import { makeOutgoing } from './make-outgoing.ts'

/** Minutes that a key waits after its end. Source: corona-warn-app/cwa-server services/upload. */
const EXPIRY_POLICY_MINUTES = 120
/** An upload that began in a release slot is written by then. */
const UPLOAD_GRACE_SECONDS = 60
/** Keys that are read at once: they stand in memory, with their encoded form. */
const MOST_KEYS_AT_ONCE = 20_000
/** Releases that are counted by one statement. */
const COUNTED_SECONDS = SECONDS_PER_DAY

export interface SpanReport {
  batches: number
  keys: number
  refused: number
}

const placeOf = ({ partner }: PartnerRun): ExchangePlace => ({
  partnerId: partner.id,
  direction: 'export',
})

export async function closeExportSpans(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: SpanReport,
): Promise<void> {
  for (;;) {
    const step = await run.budget.step(() => closeSpan(deps, run, report))
    if (step?.value !== true) return
  }
}

/** @returns whether there may be more to decide */
async function closeSpan(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: SpanReport,
): Promise<boolean> {
  const { truncateWindowSeconds: window } = run.settings
  const now = run.clock()
  const state = await readState(deps.db, placeOf(run))
  const cursor = cursorIn(state)
  // Where it begins is written down at once: a partner that is new today gets what comes from today on.
  if (cursor === undefined) return move(deps, run, state, firstOf(run, now), [], now)
  // Without a look at anything else where no slot is over: so it is in nearly every minute.
  if (lastClosable(window, now) <= cursor.lookedThrough) return false
  const closedThrough = await readClosedThrough(deps, run, now)
  if (closedThrough <= cursor.lookedThrough) return false
  const to = Math.min(closedThrough, cursor.lookedThrough + COUNTED_SECONDS)
  const outgoing = outgoingOf(run)
  const counts = await countOutgoing(deps.db, outgoing, { from: cursor.lookedThrough, to }, now)
  const { minKeys } = run.adapter.exporter
  const decision = decideSpan(cursor, counts, to, window, minKeys, MOST_KEYS_AT_ONCE)
  if (decision.kind === 'wait') {
    const { waitingKeys } = decision
    return move(deps, run, state, waitingFrom(cursor, to, waitingKeys), [], now)
  }
  const span = { from: cursor.exportedThrough, to: decision.to }
  const keys = await readOutgoing(deps.db, outgoing, span, now)
  const { carried, refused } = refuse(run, keys)
  // Some that were counted may have become too old, or can't be carried: then those left wait like all.
  if (carried.length < Math.max(1, minKeys)) {
    const rest =
      carried.length === 0 ? { ...cursor, refused: addCounts(cursor.refused, refused) } : cursor
    return move(deps, run, state, waitingFrom(rest, decision.to, carried.length), [], now)
  }
  const batches = await makeOutgoing(deps, run, {
    keys: carried,
    mostKeys: run.adapter.exporter.maxKeys,
    retryCount: 0,
    nextAttemptAt: now,
  })
  const next = waitingFrom(
    { ...cursor, refused: addCounts(cursor.refused, refused) },
    decision.to,
    0,
  )
  const isOurs = await move(deps, run, state, next, batches, now)
  if (isOurs) {
    report.batches += batches.length
    report.keys += carried.length
    report.refused += keys.length - carried.length
  }
  return isOurs
}

const cursorIn = (state: FederationState): ExportCursor | undefined =>
  cursorOf(state) as ExportCursor | undefined

function firstOf({ partner, settings }: PartnerRun, now: UnixSeconds): ExportCursor {
  const { initialHistoryDays } = readExchangeSettings(partner.protocol, partner.settings)
  return firstCursor(initialHistoryDays, settings.truncateWindowSeconds, now)
}

const waitingFrom = (cursor: ExportCursor, to: number, waitingKeys: number): ExportCursor => ({
  ...cursor,
  exportedThrough: waitingKeys === 0 ? to : cursor.exportedThrough,
  lookedThrough: to,
  waitingKeys,
})

/** @returns whether it was this run that decided */
async function move(
  deps: ExchangeDeps,
  run: PartnerRun,
  state: FederationState,
  next: ExportCursor,
  batches: readonly NewOutgoing[],
  now: UnixSeconds,
): Promise<boolean> {
  const outcome = await runGuarded(deps.db, [
    moveCursor(deps.db, placeOf(run), { from: state.cursorText, to: cursorTextOf(next) }, now),
    requireChanges(deps.db, 1),
    ...insertOutgoing(deps.db, batches, now),
  ])
  return outcome === 'written'
}

const outgoingOf = ({ partner, settings }: PartnerRun): Outgoing => ({
  partnerId: partner.id,
  gatewayFrom: partner.gatewayFrom,
  exportRegions: partner.exportRegions,
  rule: {
    expiryPolicyMinutes: EXPIRY_POLICY_MINUTES,
    granularitySeconds: settings.truncateWindowSeconds,
  },
})

function refuse(
  { adapter }: PartnerRun,
  keys: readonly OutgoingKey[],
): { readonly carried: readonly OutgoingKey[]; readonly refused: Record<string, number> } {
  const refused: Record<string, number> = {}
  const carried = keys.filter((key) => {
    const reason = adapter.exporter.refuses(key)
    if (reason === undefined) return true
    const name = failureName(reason)
    refused[name] = (refused[name] ?? 0) + 1
    return false
  })
  return { carried, refused }
}

/** Releases before it are complete, as far as time goes. */
const lastClosable = (window: number, now: UnixSeconds): number =>
  floorTo(addSeconds(now, -UPLOAD_GRACE_SECONDS), window)

/** And padded, for every region whose keys leave. */
async function readClosedThrough(
  { db }: ExchangeDeps,
  { partner, settings }: PartnerRun,
  now: UnixSeconds,
): Promise<number> {
  const { truncateWindowSeconds: window } = settings
  const policies = await readPaddingPolicies(db)
  const ends = policies
    .filter(
      ({ region }) => partner.exportRegions.length === 0 || partner.exportRegions.includes(region),
    )
    .map(({ paddedThrough }) => (paddedThrough === undefined ? 0 : paddedThrough + window))
  return Math.min(lastClosable(window, now), ...ends)
}
