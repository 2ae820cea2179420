/** The jobs of the exchange: each active partner by itself, side by side. One that fails, or is slow, holds up nobody. */

import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readPartners } from '../../db/keyserver/queries/federation-partners.ts'
import { JobFailure } from '../job-failure.ts'
import type { PartnerReport } from './run-partner.ts'

export interface RunPartnersDeps {
  readonly db: KeyserverDatabase
  /** @returns undefined where the run takes longer than a job may wait: it goes on by itself */
  readonly run: (
    partnerId: number,
    direction: 'import' | 'export',
    now: UnixSeconds,
  ) => Promise<PartnerReport | undefined>
}

/** @throws JobFailure 'partners_failed' after all partners were run; each says in its state what was wrong */
export async function runPartners(
  deps: RunPartnersDeps,
  direction: 'import' | 'export',
  now: UnixSeconds,
): Promise<Record<string, number>> {
  const partners = (await readPartners(deps.db, now)).filter((partner) =>
    direction === 'import' ? partner.importsKeys : partner.exportsKeys,
  )
  const runs = await Promise.allSettled(partners.map(({ id }) => deps.run(id, direction, now)))
  const counts: Record<string, number> = { partners: partners.length }
  const failures: string[] = []
  const causes: unknown[] = []
  for (const [index, run] of runs.entries()) {
    const name = partners[index]?.name ?? ''
    if (run.status === 'rejected') {
      failures.push(`${name}: unexpected`)
      causes.push(run.reason)
      continue
    }
    for (const [count, value] of Object.entries(run.value?.counts ?? {})) {
      counts[count] = (counts[count] ?? 0) + value
    }
    failures.push(...(run.value?.failures ?? []).map((failure) => `${name}: ${failure}`))
  }
  if (failures.length > 0) {
    throw new JobFailure('partners_failed', failures.join(', '), {
      cause: new AggregateError(causes),
    })
  }
  return counts
}
