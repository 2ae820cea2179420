/** API keys: who a request is from, in one statement together with all that is known of the realm. */

import type { ApiKeyType, NewApiKey } from '../../../core/realms/api-key.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import type { VerificationDatabase } from '../database.ts'
import { REALM_COLUMNS, type RealmRow, realmOf } from './realms.ts'

/** Whose key a request carries. */
export interface ApiClient {
  readonly apiKeyId: number
  readonly apiKeyName: string
  readonly apiKeyType: ApiKeyType
  /** Unix seconds; undefined: never yet. */
  readonly lastUsedAt: number | undefined
  readonly realm: Realm
}

interface ClientRow extends RealmRow {
  readonly api_key_id: number
  readonly api_key_name: string
  readonly api_key_type: ApiKeyType
  readonly last_used_at: number | null
}

const CLIENTS = `
SELECT k.id AS api_key_id, k.name AS api_key_name, k.type AS api_key_type, k.last_used_at, ${REALM_COLUMNS}
FROM api_keys k JOIN realms r ON r.id = k.realm_id
WHERE k.disabled_at IS NULL`

const READ_CLIENT = `${CLIENTS} AND k.key_hash IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR k.realm_id = ?2)`

/**
 * @param keyHashes of one key, under every secret in force
 * @param realmId undefined: the key names none
 */
export async function readApiClient(
  db: VerificationDatabase,
  keyHashes: readonly string[],
  realmId: number | undefined,
): Promise<ApiClient | undefined> {
  const row = await db.d1
    .prepare(READ_CLIENT)
    .bind(JSON.stringify(keyHashes), realmId ?? null)
    .first<ClientRow>()
  return row === null ? undefined : clientOf(row)
}

/** The same, of a key that was shown before. @returns undefined where it is disabled by now */
export async function readApiClientById(
  db: VerificationDatabase,
  apiKeyId: number,
): Promise<ApiClient | undefined> {
  const row = await db.d1.prepare(`${CLIENTS} AND k.id = ?1`).bind(apiKeyId).first<ClientRow>()
  return row === null ? undefined : clientOf(row)
}

const clientOf = (row: ClientRow): ApiClient => ({
  apiKeyId: row.api_key_id,
  apiKeyName: row.api_key_name,
  apiKeyType: row.api_key_type,
  lastUsedAt: row.last_used_at ?? undefined,
  realm: realmOf(row),
})

/** `last_used_at` is exact to a quarter of an hour, so that few requests write it. */
const LAST_USED_STEP_SECONDS = 900

export const isLastUseDue = ({ lastUsedAt }: ApiClient, now: number): boolean =>
  lastUsedAt === undefined || now - lastUsedAt >= LAST_USED_STEP_SECONDS

/** Notes that a key was used; changes nothing where that is known. Belongs into the request's own batch. */
export const noteUse = (
  db: VerificationDatabase,
  apiKeyId: number,
  now: number,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE api_keys SET last_used_at = ?2
      WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?2 - ${LAST_USED_STEP_SECONDS})`,
    )
    .bind(apiKeyId, now)

export const insertApiKeyStatement = (
  db: VerificationDatabase,
  key: Pick<NewApiKey, 'keyHash' | 'preview'> & {
    readonly realmId: number
    readonly name: string
    readonly type: ApiKeyType
    readonly createdAt: number
  },
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO api_keys (realm_id, name, type, key_hash, preview, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)`,
    )
    .bind(key.realmId, key.name, key.type, key.keyHash, key.preview, key.createdAt)

/** Makes a key of a name the one that this is, in force, whether or not there was one. */
export async function putApiKey(
  db: VerificationDatabase,
  key: Parameters<typeof insertApiKeyStatement>[1],
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO api_keys (realm_id, name, type, key_hash, preview, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
      ON CONFLICT (realm_id, name) DO UPDATE
      SET key_hash = excluded.key_hash, preview = excluded.preview, updated_at = excluded.updated_at, disabled_at = NULL
      WHERE key_hash <> excluded.key_hash OR disabled_at IS NOT NULL`,
    )
    .bind(key.realmId, key.name, key.type, key.keyHash, key.preview, key.createdAt)
    .run()
}
