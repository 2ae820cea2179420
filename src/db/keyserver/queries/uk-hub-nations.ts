/** Nations that may call our server of the UK protocol. */

import { asc, eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { ukHubNations } from '../schema/uk-hub.ts'

export type UkNationRow = typeof ukHubNations.$inferSelect

/** All of them, also those that were revoked. */
export const readUkNations = (db: KeyserverDatabase): Promise<readonly UkNationRow[]> =>
  db.orm.select().from(ukHubNations).orderBy(asc(ukHubNations.id))

export async function readUkNation(
  db: KeyserverDatabase,
  uuid: string,
): Promise<UkNationRow | undefined> {
  const [row] = await db.orm.select().from(ukHubNations).where(eq(ukHubNations.uuid, uuid))
  return row
}

export const insertUkNation = (
  db: KeyserverDatabase,
  nation: Omit<UkNationRow, 'id'>,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO uk_hub_nations
        (uuid, region, public_key_pems, token_version, token_issued_at, gateway_origins, created_at, revoked_at, withholds_keys)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    )
    .bind(
      nation.uuid,
      nation.region,
      JSON.stringify(nation.publicKeyPems),
      nation.tokenVersion,
      nation.tokenIssuedAt,
      JSON.stringify(nation.gatewayOrigins),
      nation.createdAt,
      nation.revokedAt,
      nation.withholdsKeys ? 1 : 0,
    )

/** @param keys one or two */
export const updateUkNationKeys = (
  db: KeyserverDatabase,
  uuid: string,
  keys: readonly string[],
): D1PreparedStatement =>
  db.d1
    .prepare('UPDATE uk_hub_nations SET public_key_pems = ?2 WHERE uuid = ?1')
    .bind(uuid, JSON.stringify(keys))

/** Notes that a token was given out; a later version calls back every one before it. */
export const updateUkNationTokenVersion = (
  db: KeyserverDatabase,
  uuid: string,
  tokenVersion: number,
  issuedAt: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE uk_hub_nations SET token_version = max(token_version, ?2), token_issued_at = ?3 WHERE uuid = ?1',
    )
    .bind(uuid, tokenVersion, issuedAt)

/** @param revokedAt the first one stays */
export const updateUkNationRevoked = (
  db: KeyserverDatabase,
  uuid: string,
  revokedAt: number,
  withholdsKeys: boolean,
): D1PreparedStatement =>
  db.d1
    .prepare(
      'UPDATE uk_hub_nations SET revoked_at = coalesce(revoked_at, ?2), withholds_keys = ?3 WHERE uuid = ?1',
    )
    .bind(uuid, revokedAt, withholdsKeys ? 1 : 0)
