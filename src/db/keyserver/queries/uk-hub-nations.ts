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
