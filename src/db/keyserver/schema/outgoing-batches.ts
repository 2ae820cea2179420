import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Keys that leave together, decided once. The content lies in the bucket of submissions and does not change. */
export const interopKeySets = sqliteTable(
  'interop_key_sets',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id').notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    /** Place among the sets that were made at once, from 1. */
    qualifier: integer('qualifier').notNull(),
    /** Where its keys lie. */
    objectName: text('object_name').notNull(),
    keyCount: integer('key_count').notNull(),
    /** Synthetic keys among them. */
    stuffingKeyCount: integer('stuffing_key_count').notNull(),
    /** Of its content; lower-case hexadecimal. */
    contentHash: text('content_hash').notNull(),
  },
  (table) => [index('interop_key_sets_partner').on(table.partnerId, table.createdAt)],
)

export const OUTGOING_STATUSES = [
  'new',
  'sending',
  'sent',
  /** Some were taken; the rest stands in a new batch. */
  'partly_accepted',
  /** Too large: it stands in two new ones. */
  'split',
  /** The partner does not want it now or ever; not an error. */
  'skipped',
  /** Refused as it is: somebody has to look. */
  'rejected',
  /** Tried too often. */
  'failed',
] as const

/** Uploads to partners. Written by the partner's object alone. */
export const outgoingBatches = sqliteTable(
  'outgoing_batches',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id').notNull(),
    keySetId: integer('key_set_id').notNull(),
    status: text('status', { enum: OUTGOING_STATUSES }).notNull(),
    batchTag: text('batch_tag').notNull(),
    /** The exact bytes that are sent, in the bucket of submissions: the same at every attempt. */
    objectName: text('object_name').notNull(),
    /** JSON: headers that go with them, such as a signature. */
    headers: text('headers', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
    retryCount: integer('retry_count').notNull().default(0),
    /** Unix seconds; not tried before. */
    nextAttemptAt: integer('next_attempt_at').notNull(),
    /** Random text of the run that holds it. */
    completionToken: text('completion_token'),
    httpStatus: integer('http_status'),
    /** Name of what failed last; null after a success. */
    lastFailure: text('last_failure'),
    totalKeys: integer('total_keys').notNull(),
    /** Keys that the partner says are new to it; null before it said so. */
    acceptedKeys: integer('accepted_keys'),
  },
  (table) => [
    index('outgoing_batches_work').on(table.partnerId, table.status, table.nextAttemptAt),
  ],
)

/**
 * Keys that a partner has although another brought them here first, or a phone did: they must not go back to it. WITHOUT ROWID
 * by hand. Whose key is not here stands in `diagnosis_keys.source_id`, once.
 */
export const federationSightings = sqliteTable(
  'federation_sightings',
  {
    keyData: blob('key_data', { mode: 'buffer' }).notNull(),
    partnerId: integer('partner_id').notNull(),
    /** Unix seconds. */
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.keyData, table.partnerId] }),
    index('federation_sightings_seen').on(table.seenAt),
  ],
)
