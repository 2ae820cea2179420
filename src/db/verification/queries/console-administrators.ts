/** Whom a person may ask for a right that they lack. */

import { PERMISSION_BITS } from '../../../core/realms/permissions.ts'
import type { VerificationDatabase } from '../database.ts'

/** Names are enough to ask somebody; more of them would be a directory. */
const MOST = 3

/** Names of those who may change what a realm's members may do, by name; empty where there is none. */
export async function administratorNames(
  db: VerificationDatabase,
  realmId: number,
): Promise<readonly string[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT users.name AS name FROM memberships JOIN users ON users.id = memberships.user_id
      WHERE memberships.realm_id = ?1 AND memberships.permissions & ?2 = ?2 AND users.name <> ''
      ORDER BY users.name LIMIT ?3`,
    )
    .bind(realmId, PERMISSION_BITS.UserWrite, MOST)
    .all<{ readonly name: string }>()
  return results.map(({ name }) => name)
}
