import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Every change that an operator made, every withdrawal and every bulk read, each row sealed to the one before. Written in the
 * same batch as what it tells of. Holds no key material, code, token or phone number.
 */
export const auditLog = sqliteTable(
  'audit_log',
  {
    /** Without gaps: a missing number is a removed row. */
    id: integer('id').primaryKey(),
    /** Unix seconds. */
    at: integer('at').notNull(),
    /** Who: "operator", or the name of a job. */
    actor: text('actor').notNull(),
    /** What was done, e.g. "export_config.update". */
    action: text('action').notNull(),
    /** To what, by its name, e.g. "us". */
    subject: text('subject').notNull(),
    /** JSON: what changed. */
    detail: text('detail').notNull(),
    /** Hash of the row before, hex; of the last one that was deleted, for the first that is left. */
    previousHash: text('previous_hash').notNull(),
    /** SHA-256 over this row and `previous_hash`, hex, as `core/audit/chain.ts` computes it. */
    hash: text('hash').notNull(),
  },
  (table) => [index('audit_log_at').on(table.at)],
)
