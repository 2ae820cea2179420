import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What a phone may upload with once: given out with a result. */
export const submissionTokens = sqliteTable(
  'submission_tokens',
  {
    /** HMAC of the token, hexadecimal. */
    tokenHash: text('token_hash').primaryKey(),
    /** LAB_RESULT, RAPID_RESULT or RAPID_SELF_REPORTED. */
    testKit: text('test_kit').notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('submission_tokens_expires_at').on(table.expiresAt)],
)
