import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

export const INCOMING_STATUSES = [
  /** Announced, or found: to be fetched. */
  'registered',
  'downloading',
  /** Its raw bytes are in the bucket and its keys are staged. */
  'downloaded',
  /** Being judged and moved, slice by slice. */
  'processing',
  'processed',
  /** Given up, or not to be read: its name says why; the next one proceeds. */
  'failed',
] as const

/** Batches of partners, each once. Written by the partner's object, and by the callback that announces one. */
export const incomingBatches = sqliteTable(
  'incoming_batches',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id').notNull(),
    /** YYYY-MM-DD: the partner's, or the day on which it came. */
    batchDate: text('batch_date').notNull(),
    batchTag: text('batch_tag').notNull(),
    status: text('status', { enum: INCOMING_STATUSES }).notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
    retryCount: integer('retry_count').notNull().default(0),
    /** Unix seconds; not tried before. */
    nextAttemptAt: integer('next_attempt_at').notNull(),
    /** Random text of the run that holds it; what another run left behind does not count. */
    completionToken: text('completion_token'),
    /** Name of what was wrong with it; null where nothing was. */
    lastFailure: text('last_failure'),
    /** Raw bytes in the bucket of submissions; null before they came. */
    objectName: text('object_name'),
    totalKeys: integer('total_keys').notNull().default(0),
    /** Origins among its keys. */
    totalCountries: integer('total_countries').notNull().default(0),
    acceptedKeys: integer('accepted_keys').notNull().default(0),
    /** Keys that were here already, whoever brought them. */
    knownKeys: integer('known_keys').notNull().default(0),
    /** JSON: keys that the ingress filter refused, by its reason. */
    rejectedKeys: text('rejected_keys', { mode: 'json' })
      .$type<Readonly<Record<string, number>>>()
      .notNull(),
  },
  (table) => [
    uniqueIndex('incoming_batches_tag').on(table.partnerId, table.batchDate, table.batchTag),
    index('incoming_batches_work').on(table.partnerId, table.status, table.nextAttemptAt),
  ],
)

/** Keys of batches that were fetched and are not judged yet. WITHOUT ROWID by hand. They leave with the slice that moves them. */
export const stagedKeys = sqliteTable(
  'staged_keys',
  {
    batchId: integer('batch_id').notNull(),
    /** Place in the batch, from 0: a batch may hold a key twice, or one of a wrong length. */
    position: integer('position').notNull(),
    keyData: blob('key_data', { mode: 'buffer' }).notNull(),
    rollingStartIntervalNumber: integer('rolling_start_interval_number').notNull(),
    rollingPeriod: integer('rolling_period').notNull(),
    origin: text('origin').notNull(),
    /** Joined by commas. */
    visitedCountries: text('visited_countries').notNull(),
    /** As received; null: not sent. */
    originTransmissionRiskLevel: integer('origin_transmission_risk_level'),
    reportType: integer('report_type').notNull(),
    daysSinceOnsetOfSymptoms: integer('days_since_onset_of_symptoms'),
    traveler: integer('traveler', { mode: 'boolean' }).notNull(),
    testType: integer('test_type'),
    /** Whether it revises a key that came before. */
    isRevision: integer('is_revision', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.position] })],
)
