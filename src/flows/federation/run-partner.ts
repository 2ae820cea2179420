/** One run of the exchange with one partner: its row read anew, opened, and whatever is due in the directions that it has. */

import { fail, type Result } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  isActive,
  type PartnerRow,
  readPartner,
} from '../../db/keyserver/queries/federation-partners.ts'
import { noteFailure, readState } from '../../db/keyserver/queries/federation-states.ts'
import type { SecretBox } from '../secret-box.ts'
import type { ExchangeDeps, ExchangeSettings, PartnerRun } from './exchange-deps.ts'
import { exportKeys } from './export-keys.ts'
import { importBatches } from './import-batches.ts'
import { openPartner } from './open-partner.ts'
import type { PartnerAdapter } from './protocol.ts'
import { replayBatch } from './replay-batch.ts'
import { type Remaining, RunBudget } from './run-budget.ts'

export interface RunPartnerDeps extends ExchangeDeps {
  readonly secretBox: SecretBox
}

export type RunDirection = 'import' | 'export' | 'both'

export interface RunOptions {
  readonly direction: RunDirection
  readonly clock: () => UnixSeconds
  readonly remaining: Remaining
  /** Tries at once what waits for a later attempt. */
  readonly isForced: boolean
}

/** What a run did: counts by name. */
export interface PartnerReport {
  readonly counts: Readonly<Record<string, number>>
  /** Names; empty where all went well. */
  readonly failures: readonly string[]
  /** Whether the time did not reach: the next run goes on. */
  readonly hasMore: boolean
}

const NOTHING: PartnerReport = { counts: {}, failures: [], hasMore: false }
/** Its credentials can't be unsealed, or its settings not be used: somebody has to look. */
const UNUSABLE = 'partner_unusable'

/** A partner that is not active any more, or has no such direction, is left alone: no call is made. */
export async function runPartner(
  deps: RunPartnerDeps,
  settings: ExchangeSettings,
  partnerId: number,
  options: RunOptions,
): Promise<PartnerReport> {
  const row = await readPartner(deps.db, partnerId)
  if (row === undefined || !isActive(row, options.clock())) return NOTHING
  const imports = row.importsKeys && options.direction !== 'export'
  const exports = row.exportsKeys && options.direction !== 'import'
  if (!imports && !exports) return NOTHING
  const run = await open(deps, settings, row, options)
  if (run === undefined) return { ...NOTHING, failures: [UNUSABLE] }
  const reports = [
    ...(imports ? [await importBatches(deps, run)] : []),
    ...(exports ? [await exportKeys(deps, run)] : []),
  ]
  const counts = reports.map(({ failures: _failures, ...rest }) => rest)
  return {
    counts: Object.assign({}, ...counts),
    failures: reports.flatMap(({ failures }) => failures),
    hasMore: run.budget.isSpent,
  }
}

/** @returns a name of what is in the way */
export async function replayOfPartner(
  deps: RunPartnerDeps,
  settings: ExchangeSettings,
  partnerId: number,
  batchId: number,
  options: Pick<RunOptions, 'clock' | 'remaining'>,
): Promise<Result<undefined, string>> {
  const row = await readPartner(deps.db, partnerId)
  if (row === undefined) return fail('partner_unknown')
  const run = await open(deps, settings, row, {
    ...options,
    direction: 'import',
    isForced: true,
  })
  return run === undefined ? fail(UNUSABLE) : replayBatch(deps, run, batchId)
}

async function open(
  deps: RunPartnerDeps,
  settings: ExchangeSettings,
  row: PartnerRow,
  { clock, remaining, isForced }: RunOptions,
): Promise<PartnerRun | undefined> {
  try {
    const partner = await openPartner(row, deps.secretBox)
    const adapter: PartnerAdapter = await deps.openAdapter(partner)
    const budget = new RunBudget(remaining)
    return { partner, adapter, settings, budget, clock, isForced }
  } catch (cause) {
    deps.onFault(cause)
    const place = { partnerId: row.id, direction: row.importsKeys ? 'import' : 'export' } as const
    const { consecutiveFailures } = await readState(deps.db, place)
    const now = clock()
    // No later attempt: the next run may find it mended.
    await noteFailure(deps.db, place, UNUSABLE, consecutiveFailures + 1, now, now)
    return undefined
  }
}
