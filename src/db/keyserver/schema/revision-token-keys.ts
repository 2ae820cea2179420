import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Keys that encrypt revision tokens, wrapped by the master key. */
export const revisionTokenKeys = sqliteTable('revision_token_keys', {
  /** `kid` of the tokens. AUTOINCREMENT, so that a destroyed key's id is never given to another. */
  kid: integer('kid').primaryKey({ autoIncrement: true }),
  /** 32 bytes sealed with the master key: base64 of nonce ‖ ciphertext ‖ tag; null once destroyed. */
  wrappedKey: text('wrapped_key'),
  /** Names the key in its wrapping: base64 of 16 random bytes. */
  wrappingLabel: text('wrapping_label').notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
})
