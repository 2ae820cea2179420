/** A realm as people name it. */

import type { Realm } from '../../../core/realms/settings.ts'
import type { VerificationDatabase } from '../database.ts'
import { REALM_COLUMNS, type RealmRow, realmOf } from './realms.ts'

/** @param name in any case, or its region code */
export async function findRealm(
  db: VerificationDatabase,
  name: string,
): Promise<Realm | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT ${REALM_COLUMNS} FROM realms r WHERE r.folded_name = ?1 OR r.region_code = ?2
      ORDER BY r.folded_name = ?1 DESC LIMIT 1`,
    )
    .bind(name.trim().toLowerCase(), name.trim().toUpperCase())
    .first<RealmRow>()
  return row === null ? undefined : realmOf(row)
}
