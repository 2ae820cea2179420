/** What the modeler reads and writes. */

import type { VerificationDatabase } from '../database.ts'

export interface CodeDay {
  readonly realmId: number
  /** Unix seconds of a UTC midnight. */
  readonly day: number
  readonly issued: number
  readonly claimed: number
}

/** Days with a row, of every realm, newest first. @param from Unix seconds of a midnight */
export async function readCodeDays(
  db: VerificationDatabase,
  from: number,
): Promise<readonly CodeDay[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT realm_id AS realmId, day, codes_issued AS issued, codes_claimed AS claimed
      FROM realm_statistics WHERE day >= ?1 ORDER BY realm_id, day DESC`,
    )
    .bind(from)
    .all<CodeDay>()
  return results
}

export const saveQuotaLimit = (
  db: VerificationDatabase,
  realmId: number,
  limit: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE realms SET settings = json_set(settings, '$.abusePreventionLimit', CAST(?2 AS INTEGER))
      WHERE id = ?1 AND json_extract(settings, '$.abusePreventionEnabled') = 1`,
    )
    .bind(realmId, limit)

export const saveClaimRatios = (
  db: VerificationDatabase,
  realmId: number,
  ratios: { readonly last: number; readonly mean: number; readonly deviation: number } | undefined,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE realms SET claim_ratio_last = ?2, claim_ratio_mean = ?3, claim_ratio_deviation = ?4 WHERE id = ?1',
    )
    .bind(realmId, ratios?.last ?? null, ratios?.mean ?? null, ratios?.deviation ?? null)

export interface RealmRatios {
  readonly realmId: number
  readonly last: number
  readonly mean: number
  readonly deviation: number
}

/** Of realms of which there is enough to go by, those for walks aside. */
export async function readClaimRatios(db: VerificationDatabase): Promise<readonly RealmRatios[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT id AS realmId, claim_ratio_last AS last, claim_ratio_mean AS mean, claim_ratio_deviation AS deviation
      FROM realms WHERE claim_ratio_mean IS NOT NULL AND is_e2e = 0 ORDER BY id`,
    )
    .all<RealmRatios>()
  return results
}
