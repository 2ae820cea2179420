/** Who in a realm may do something, for those who need to ask them. */

import { PERMISSION_BITS, type Permission } from '../../../core/realms/permissions.ts'
import type { VerificationDatabase } from '../database.ts'

/** @returns names, in their order, so many at most */
export async function readPermissionHolders(
  db: VerificationDatabase,
  realmId: number,
  permission: Permission,
  limit: number,
): Promise<readonly string[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT u.name FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.realm_id = ?1 AND m.permissions & ?2 = ?2 ORDER BY u.name, u.id LIMIT ?3`,
    )
    .bind(realmId, PERMISSION_BITS[permission], limit)
    .all<{ name: string }>()
  return results.map(({ name }) => name)
}
