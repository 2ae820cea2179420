import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Registrations of apps: a bucket for keys that waits for the health service's confirmation. */
export const coronamelderWorkflows = sqliteTable(
  'coronamelder_workflows',
  {
    id: integer('id').primaryKey(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    validUntil: integer('valid_until').notNull(),
    /** HMAC of the key that its holder reads out, hexadecimal; null once it was used. */
    ggdKeyHash: text('ggd_key_hash').unique(),
    /** HMAC of the bucket id, hexadecimal. */
    bucketHash: text('bucket_hash').notNull().unique(),
    /** 32 bytes sealed with the master key, base64: what its uploads are signed with. */
    wrappedConfirmationKey: text('wrapped_confirmation_key').notNull(),
    /** Unix seconds; null until the health service confirmed it. */
    authorisedAt: integer('authorised_at'),
    /** Unix seconds, midnight UTC: onset or test. */
    inclusionDay: integer('inclusion_day'),
    isSymptomatic: integer('is_symptomatic', { mode: 'boolean' }),
    /** Whether the portal confirmed it, rather than its interface. */
    isOriginPortal: integer('is_origin_portal', { mode: 'boolean' }),
    /** ISO 3166-1 alpha-2, joined by commas. */
    countriesOfInterest: text('countries_of_interest'),
    /** Start of the newest of its keys that left, as an interval number; null where none did. */
    lastPublishedStart: integer('last_published_start'),
  },
  (table) => [
    index('coronamelder_workflows_valid_until').on(table.validUntil),
    index('coronamelder_workflows_authorised')
      .on(table.authorisedAt)
      .where(sql`authorised_at IS NOT NULL`),
  ],
)

/** Keys that wait for the confirmation of their workflow. WITHOUT ROWID by hand. */
export const coronamelderWaitingKeys = sqliteTable(
  'coronamelder_waiting_keys',
  {
    workflowId: integer('workflow_id')
      .notNull()
      .references(() => coronamelderWorkflows.id, { onDelete: 'cascade' }),
    /** 16 bytes. */
    keyData: blob('key_data', { mode: 'buffer' }).notNull(),
    rollingStartIntervalNumber: integer('rolling_start_interval_number').notNull(),
    rollingPeriod: integer('rolling_period').notNull(),
    /** Unix seconds. */
    publishAfter: integer('publish_after').notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workflowId, table.keyData] })],
)
