/** A health authority reads its own statistics, and nobody else's. */

import {
  type StatisticsDay,
  type SuppressionRules,
  shownDays,
} from '../core/publish/statistics-days.ts'
import { type Result, succeed } from '../core/result.ts'
import { floorTo, SECONDS_PER_HOUR, type UnixSeconds } from '../core/time.ts'
import type { TenantDirectory } from '../core/verification/health-authority.ts'
import {
  type StatisticsTokenProblem,
  verifyStatisticsToken,
} from '../core/verification/statistics-token.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readStatisticsHours } from '../db/keyserver/queries/statistics.ts'

export interface ReadStatisticsDeps {
  readonly db: KeyserverDatabase
  readonly tenants: (now: UnixSeconds) => Promise<TenantDirectory>
  readonly settings: SuppressionRules & {
    /** `aud` of the tokens. */
    readonly audience: string
  }
}

/** @param token the JWT, as received */
export async function readStatistics(
  { db, tenants, settings }: ReadStatisticsDeps,
  token: string,
  now: UnixSeconds,
): Promise<Result<readonly StatisticsDay[], StatisticsTokenProblem>> {
  const verified = await verifyStatisticsToken(token, settings.audience, await tenants(now), now)
  if (!verified.ok) return verified
  const hours = await readStatisticsHours(db, verified.value.id, floorTo(now, SECONDS_PER_HOUR))
  return succeed(shownDays(hours, settings, now))
}
