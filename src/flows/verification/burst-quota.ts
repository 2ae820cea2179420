/** More codes for today, by hand. */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { changeRealms, type RealmDeps, realmChange } from './change-realms.ts'

export type BurstFailure =
  | { readonly reason: 'no_such_realm' }
  | { readonly reason: 'no_quota' }
  | { readonly reason: 'out_of_range' }

const MAX_BURST = 1_000_000

/**
 * On record first: a burst that nobody did is a smaller fault than one that nobody is named for.
 * @param reason in the words of whoever does it
 */
export async function burstQuota(
  { db, quota }: Pick<RealmDeps, 'db' | 'quota'>,
  actor: string,
  realmId: number,
  codes: number,
  now: UnixSeconds,
  reason?: string,
): Promise<Result<{ readonly limit: number; readonly remaining: number }, BurstFailure>> {
  if (!Number.isInteger(codes) || codes < 1 || codes > MAX_BURST) {
    return fail({ reason: 'out_of_range' })
  }
  if ((await quota.read(realmId, now)) === undefined) return fail({ reason: 'no_quota' })
  const recorded = await changeRealms<undefined, BurstFailure>(db, realmId, now, async (rows) =>
    rows.realms.some(({ id }) => id === realmId)
      ? succeed({
          value: undefined,
          changes: [
            realmChange(
              { actor, realmId },
              'realm_quota.burst',
              'quota',
              { codes: { to: codes }, ...(reason !== undefined && { reason: { to: reason } }) },
              [],
            ),
          ],
        })
      : fail({ reason: 'no_such_realm' }),
  )
  if (!recorded.ok) return fail(recorded.failure)
  await quota.burst(realmId, codes, now)
  const after = await quota.read(realmId, now)
  return after === undefined ? fail({ reason: 'no_quota' }) : succeed(after)
}
