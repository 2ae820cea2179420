/**
 * Sends a partner what was decided, one batch at a time in order, each with the bytes that were kept: after a crash the same
 * tag and the same bytes go again. A batch that is refused or not answered does not hold up the next.
 */

import { KEY_LIFETIME_DAYS } from '../../core/federation/ingress.ts'
import { decodeKeySet } from '../../core/federation/key-set.ts'
import { countTransient, MAX_SEND_TRIES, nextAttemptAt } from '../../core/federation/retry.ts'
import { SECONDS_PER_DAY } from '../../core/time.ts'
import {
  type ClaimedOutgoing,
  claimOutgoing,
  endOutgoing,
  type NewOutgoing,
  type OutgoingEnd,
  returnOutgoing,
} from '../../db/keyserver/queries/outgoing-batches.ts'
import {
  claimToken,
  type ExchangeDeps,
  failureName,
  LEASE_SECONDS,
  type PartnerRun,
  readKept,
} from './exchange-deps.ts'
import { makeOutgoing } from './make-outgoing.ts'
import type { SendOutcome } from './protocol.ts'

export interface SendReport {
  sentBatches: number
  /** Keys that the partner says are new to it. */
  acceptedKeys: number
  /** Batches that are out, and that somebody should look at. */
  warnings: number
  readonly failures: string[]
}

/** A partner that left that many in a row without an answer is not asked again in this run. */
const MOST_UNANSWERED = 3

const FAULT = { kind: 'retry', status: undefined, reason: 'unexpected' } as const

export async function sendBatches(
  deps: ExchangeDeps,
  run: PartnerRun,
  report: SendReport,
): Promise<void> {
  for (let unanswered = 0; unanswered < MOST_UNANSWERED; ) {
    const token = claimToken(deps)
    const step = await run.budget.step(async () => {
      const claim = [run.partner.id, token, LEASE_SECONDS, run.clock()] as const
      const batch = await claimOutgoing(deps.db, ...claim)
      if (batch === undefined) return undefined
      try {
        return await sendBatch(deps, run, batch, token, report)
      } catch (cause) {
        // Ours, such as a signer that is not there: it must not hold up the next batch.
        deps.onFault(cause)
        return retry(deps, run, batch, token, FAULT, report)
      }
    })
    if (step?.value === undefined) return
    unanswered = step.value === 'retry' ? unanswered + 1 : 0
  }
}

type Sent = SendOutcome['kind']

async function sendBatch(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: ClaimedOutgoing,
  token: string,
  report: SendReport,
): Promise<Sent> {
  const { retryCount, batchTag: tag, headers } = batch
  if (retryCount >= MAX_SEND_TRIES) {
    return settle(deps, run, batch, token, failed('interrupted_too_often'), [], report)
  }
  const body = await readKept(deps, batch.objectName)
  if (body === undefined) {
    return settle(deps, run, batch, token, failed('object_missing'), [], report)
  }
  const outcome = await attempt(deps, run, { tag, body, headers })
  switch (outcome.kind) {
    case 'sent': {
      report.sentBatches++
      report.acceptedKeys += outcome.acceptedKeys
      const { status: httpStatus, acceptedKeys, warning } = outcome
      if (warning !== undefined) report.warnings++
      const failure = warning && failureName(warning)
      const end = { status: 'sent', httpStatus, acceptedKeys, failure } as const
      return settle(deps, run, batch, token, end, [], report)
    }
    case 'partly_accepted':
      return settlePart(deps, run, batch, token, outcome, report)
    case 'too_large':
      return split(deps, run, batch, token, outcome.status, report)
    case 'skipped': {
      const { status: httpStatus } = outcome
      const end = { status: 'skipped', httpStatus, acceptedKeys: 0, failure: undefined } as const
      return settle(deps, run, batch, token, end, [], report)
    }
    case 'rejected': {
      const { status: httpStatus, reason } = outcome
      const end = { ...failed(failureName(reason)), status: 'rejected', httpStatus } as const
      return settle(deps, run, batch, token, end, [], report)
    }
    case 'retry':
      return retry(deps, run, batch, token, outcome, report)
  }
}

const failed = (failure: string): OutgoingEnd => ({
  status: 'failed',
  httpStatus: undefined,
  failure,
  acceptedKeys: undefined,
})

/** @returns 'retry' where the partner should be left alone for now */
async function settle(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: ClaimedOutgoing,
  token: string,
  end: OutgoingEnd,
  replacements: readonly NewOutgoing[],
  report: SendReport,
): Promise<Sent> {
  await endOutgoing(deps.db, batch, token, end, replacements, run.clock())
  if (end.failure === undefined || end.status === 'sent') return 'sent'
  report.failures.push(end.failure)
  return 'rejected'
}

/** What was not taken goes in a batch of its own, after a while: the partner may have had a reason. */
async function settlePart(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: ClaimedOutgoing,
  token: string,
  outcome: Extract<SendOutcome, { readonly kind: 'partly_accepted' }>,
  report: SendReport,
): Promise<Sent> {
  const { status: httpStatus, acceptedKeys } = outcome
  const now = run.clock()
  const resend = new Set(outcome.resend)
  const keys = (await readKeys(deps, batch)).filter((_, place) => resend.has(place))
  const tries = batch.retryCount + 1
  report.sentBatches++
  report.acceptedKeys += acceptedKeys
  const isGivenUp = keys.length > 0 && tries >= MAX_SEND_TRIES
  const rest = isGivenUp
    ? []
    : await makeOutgoing(deps, run, {
        keys,
        mostKeys: run.adapter.exporter.maxKeys,
        retryCount: tries,
        nextAttemptAt: nextAttemptAt(tries, true, now),
      })
  const failure = isGivenUp ? 'keys_not_taken' : undefined
  const end = { status: 'partly_accepted', httpStatus, acceptedKeys, failure } as const
  return settle(deps, run, batch, token, end, rest, report)
}

/** In two halves; a single key that is too large is nobody's to send. */
async function split(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: ClaimedOutgoing,
  token: string,
  httpStatus: number,
  report: SendReport,
): Promise<Sent> {
  const keys = await readKeys(deps, batch)
  if (keys.length <= 1) {
    const end = { ...failed('key_too_large'), status: 'rejected', httpStatus } as const
    return settle(deps, run, batch, token, end, [], report)
  }
  const halves = await makeOutgoing(deps, run, {
    keys,
    mostKeys: Math.ceil(keys.length / 2),
    retryCount: 0,
    nextAttemptAt: run.clock(),
  })
  const end = { status: 'split', httpStatus, acceptedKeys: undefined, failure: undefined } as const
  return settle(deps, run, batch, token, end, halves, report)
}

/** A partner may be away for days: what it is sent keeps its tag and waits, until its keys are of no more use. */
async function retry(
  deps: ExchangeDeps,
  run: PartnerRun,
  batch: ClaimedOutgoing,
  token: string,
  { status, reason }: Extract<SendOutcome, { readonly kind: 'retry' }>,
  report: SendReport,
): Promise<Sent> {
  const name = failureName(reason)
  const now = run.clock()
  if (now >= batch.createdAt + KEY_LIFETIME_DAYS * SECONDS_PER_DAY) {
    const end = { ...failed(name), httpStatus: status }
    await settle(deps, run, batch, token, end, [], report)
    return 'retry'
  }
  report.failures.push(name)
  const retryCount = countTransient(batch.retryCount)
  await returnOutgoing(deps.db, batch, token, {
    retryCount,
    nextAttemptAt: nextAttemptAt(retryCount, true, now),
    lastFailure: name,
    httpStatus: status ?? null,
  })
  return 'retry'
}

async function readKeys(deps: ExchangeDeps, { keysName }: ClaimedOutgoing) {
  const bytes = await readKept(deps, keysName)
  if (bytes === undefined) throw new Error(`${keysName} is gone`)
  return decodeKeySet(bytes)
}

async function attempt(
  deps: ExchangeDeps,
  { adapter }: PartnerRun,
  batch: Parameters<PartnerRun['adapter']['exporter']['send']>[0],
): Promise<SendOutcome> {
  try {
    return await adapter.exporter.send(batch)
  } catch (cause) {
    deps.onFault(cause)
    return FAULT
  }
}
