/** Keys that encrypt revision tokens. */

import { desc, eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { revisionTokenKeys } from '../schema/revision-token-keys.ts'

export interface RevisionTokenKeyRow {
  readonly kid: number
  /** Base64; null once destroyed. */
  readonly wrappedKey: string | null
  readonly wrappingLabel: string
  readonly createdAt: number
}

/** Newest first, destroyed ones too. */
export const readRevisionTokenKeys = (
  db: KeyserverDatabase,
): Promise<readonly RevisionTokenKeyRow[]> =>
  db.orm.select().from(revisionTokenKeys).orderBy(desc(revisionTokenKeys.kid))

/**
 * Adds a key unless one appeared since the caller looked.
 * @param newestKid highest id that the caller saw; 0 for none
 */
export async function addRevisionTokenKey(
  db: KeyserverDatabase,
  key: Omit<RevisionTokenKeyRow, 'kid'>,
  newestKid: number,
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO revision_token_keys (wrapped_key, wrapping_label, created_at)
      SELECT ?1, ?2, ?3 WHERE (SELECT coalesce(max(kid), 0) FROM revision_token_keys) = ?4`,
    )
    .bind(key.wrappedKey, key.wrappingLabel, key.createdAt, newestKid)
    .run()
}

/** Destroys the material; the row stays as a record. */
export async function destroyRevisionTokenKey(db: KeyserverDatabase, kid: number): Promise<void> {
  await db.orm
    .update(revisionTokenKeys)
    .set({ wrappedKey: null })
    .where(eq(revisionTokenKeys.kid, kid))
}
