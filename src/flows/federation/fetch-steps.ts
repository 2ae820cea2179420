/** What announced batches and those that a poll finds have in common: they are kept, judged as a whole, and counted. */

import { utf8 } from '../../core/bytes.ts'
import { readExchangeSettings } from '../../core/federation/exchange-settings.ts'
import { evidenceNameOf, objectNameOf } from '../../core/federation/object-names.ts'
import { nextAttemptAt } from '../../core/federation/retry.ts'
import { type ExchangePlace, noteFailure } from '../../db/keyserver/queries/federation-states.ts'
import type { StagedBatch } from '../../db/keyserver/queries/incoming-staging.ts'
import { type ExchangeDeps, failureName, keep, type PartnerRun } from './exchange-deps.ts'
import type { FetchedBatch, PartnerFailure } from './protocol.ts'

export interface FetchReport {
  batches: number
  quarantined: number
  readonly failures: string[]
}

/** Raw bytes and what proves them into the bucket; then what is to be staged. */
export async function keepBatch(
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

/** A batch that was taken in, or quarantined. */
export function countBatch(report: FetchReport, staged: Pick<StagedBatch, 'quarantine'>): void {
  report.batches++
  if (staged.quarantine === undefined) return
  report.quarantined++
  report.failures.push(staged.quarantine)
}

/** The step is tried again later: its state says when. */
export async function noteStepFailure(
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

/** What stands for all faults of our own: their cause is told elsewhere. */
export const FAULT: PartnerFailure = { reason: 'unexpected', isTransient: true }

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: PartnerFailure }

/** What an adapter throws is our own fault; it stops neither the partner's other steps nor other partners. */
export async function attempt<T>(
  deps: ExchangeDeps,
  act: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  try {
    return await act()
  } catch (cause) {
    deps.onFault(cause)
    return { ok: false, failure: FAULT }
  }
}
