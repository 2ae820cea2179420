/** What the console's figures need beyond the rows that the API tells. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export interface ByHandDays {
  /** When the realm was made, or its first day with figures where that is earlier. */
  readonly since: UnixSeconds
  /** Codes that people of the realm made in the console, by day; people who have left are counted too. */
  readonly byHand: ReadonlyMap<number, number>
}

/** @param from Unix seconds of a UTC midnight */
export async function readByHandDays(
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<ByHandDays> {
  const [since, days] = await db.d1.batch<Record<string, number>>([
    db.d1
      .prepare(
        `SELECT min(r.created_at, ifnull((SELECT min(s.day) FROM realm_statistics s WHERE s.realm_id = r.id),
          r.created_at)) AS since FROM realms r WHERE r.id = ?1`,
      )
      .bind(realmId),
    db.d1
      .prepare(
        `SELECT day, sum(codes_issued) AS count FROM user_statistics
        WHERE realm_id = ?1 AND day >= ?2 GROUP BY day`,
      )
      .bind(realmId, from),
  ])
  return {
    since: (since?.results[0]?.['since'] ?? 0) as UnixSeconds,
    byHand: new Map((days?.results ?? []).map(({ day = 0, count = 0 }) => [day, count] as const)),
  }
}
