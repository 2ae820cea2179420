import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import type { ApiKeyType } from '../../../core/realms/api-key.ts'
import { realms } from './realms.ts'

/** Keys of apps and integrators. The key itself is shown once and kept nowhere. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    realmId: integer('realm_id')
      .notNull()
      .references(() => realms.id),
    name: text('name').notNull(),
    type: text('type').$type<ApiKeyType>().notNull(),
    /** HMAC-SHA-512 of its first part under a secret of "api_key_database_hmac", base64url. */
    keyHash: text('key_hash').notNull().unique(),
    /** Its first six characters. */
    preview: text('preview').notNull(),
    /** Unix seconds, exact to a quarter of an hour. */
    lastUsedAt: integer('last_used_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** Null while it is in force. */
    disabledAt: integer('disabled_at'),
  },
  (table) => [
    unique('api_keys_name').on(table.realmId, table.name),
    index('api_keys_realm').on(table.realmId),
  ],
)
