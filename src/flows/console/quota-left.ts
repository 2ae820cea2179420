/** How much of a realm's quota is left, for whoever is about to take from it. */

import type { Realm } from '../../core/realms/settings.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { CodeQuota } from '../verification/admission.ts'

export interface QuotaLeft {
  readonly limit: number
  readonly remaining: number
  /** When it is filled up again. */
  readonly renewedAt: UnixSeconds
}

/** From where on it is worth a word. */
const LOW = 0.2

/** @returns undefined where there is plenty, where the realm has no quota, or where nothing was taken yet */
export async function lowQuota(
  quota: Pick<CodeQuota, 'read'>,
  { id, settings }: Realm,
  now: UnixSeconds,
): Promise<QuotaLeft | undefined> {
  if (!settings.abusePreventionEnabled) return undefined
  const state = await quota.read(id, now)
  if (state === undefined || state.remaining >= state.limit * LOW) return undefined
  const { limit, remaining } = state
  return { limit, remaining: Math.max(0, remaining), renewedAt: nextDay(now) }
}

const nextDay = (now: UnixSeconds): UnixSeconds =>
  addSeconds(floorTo(now, SECONDS_PER_DAY), SECONDS_PER_DAY)
