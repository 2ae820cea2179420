/** API keys as the console's pages show them. None of them has the key. */

import type { ShownApiKey } from '../../../core/console/shown-api-key.ts'
import type { VerificationDatabase } from '../database.ts'

const SHOWN = `id, name, type, preview, created_at AS createdAt, last_used_at AS lastUsedAt, disabled_at AS disabledAt`

/** The newest first. @param before id of the last one that was shown; undefined: from the newest */
export async function listApiKeys(
  db: VerificationDatabase,
  realmId: number,
  before: number | undefined,
  limit: number,
): Promise<readonly ShownApiKey[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT ${SHOWN} FROM api_keys WHERE realm_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3`,
    )
    .bind(realmId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .all<ShownApiKey>()
  return results
}

/**
 * `isLastOfDevices`: in force, and no other key by which apps ask is.
 * @returns undefined where the realm has none of this id
 */
export async function readShownApiKey(
  db: VerificationDatabase,
  realmId: number,
  id: number,
): Promise<(ShownApiKey & { readonly isLastOfDevices: boolean }) | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT ${SHOWN}, type = 'device' AND disabled_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM api_keys o
        WHERE o.realm_id = ?1 AND o.id <> ?2 AND o.type = 'device' AND o.disabled_at IS NULL
      ) AS isLast
      FROM api_keys WHERE realm_id = ?1 AND id = ?2`,
    )
    .bind(realmId, id)
    .first<ShownApiKey & { readonly isLast: number }>()
  if (row === null) return undefined
  const { isLast, ...key } = row
  return { ...key, isLastOfDevices: isLast === 1 }
}
