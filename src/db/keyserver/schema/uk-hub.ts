import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Who may call our server of the UK protocol. Several may be of one region. */
export const ukHubNations = sqliteTable('uk_hub_nations', {
  id: integer('id').primaryKey(),
  /** What its token says, lower case. */
  uuid: text('uuid').notNull().unique(),
  /** What its keys have as their origin: free text, such as GB-SCT. */
  region: text('region').notNull(),
  /** One or two P-256 keys, PEM: either may sign. */
  publicKeyPems: text('public_key_pems', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Tokens of another version are not let in. */
  tokenVersion: integer('token_version').notNull(),
  /** Unix seconds, of the last token; null: none was given out yet. */
  tokenIssuedAt: integer('token_issued_at'),
  /** Origins that it may speak for beside its own; empty: it is no gateway. */
  gatewayOrigins: text('gateway_origins', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  /** Unix seconds; null: it may call. */
  revokedAt: integer('revoked_at'),
  /** Whether what it sent is kept from the others. */
  withholdsKeys: integer('withholds_keys', { mode: 'boolean' }).notNull(),
})

/** Uploads by the tag that their nation gave them, which another may use too. WITHOUT ROWID by hand. */
export const ukHubUploads = sqliteTable(
  'uk_hub_uploads',
  {
    nationId: integer('nation_id').notNull(),
    tag: text('tag').notNull(),
    /** Unix seconds, of the first upload with this tag. */
    createdAt: integer('created_at').notNull(),
    /** Keys that were sent with it, in all. */
    sentKeys: integer('sent_keys').notNull(),
  },
  (table) => [primaryKey({ columns: [table.nationId, table.tag] })],
)

/** Keys that nations sent, each once: who was first has it. */
export const ukHubExposures = sqliteTable('uk_hub_exposures', {
  /** In the order of arrival; never used again. */
  id: integer('id').primaryKey({ autoIncrement: true }),
  /** 16 bytes. */
  keyData: blob('key_data', { mode: 'buffer' }).notNull().unique(),
  nationId: integer('nation_id').notNull(),
  rollingStartNumber: integer('rolling_start_number').notNull(),
  transmissionRiskLevel: integer('transmission_risk_level').notNull(),
  rollingPeriod: integer('rolling_period').notNull(),
  /** JSON. */
  regions: text('regions').notNull(),
  origin: text('origin').notNull(),
  testType: integer('test_type').notNull(),
  reportType: integer('report_type').notNull(),
  daysSinceOnset: integer('days_since_onset').notNull(),
})

/**
 * Batches that nations download: each a span of exposures by id, which begins where the one before ends. So one insertion makes a
 * whole batch. A row stays when its exposures have gone.
 */
export const ukHubBatches = sqliteTable(
  'uk_hub_batches',
  {
    id: integer('id').primaryKey(),
    /** UUID, lower case. */
    tag: text('tag').notNull().unique(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    firstExposureId: integer('first_exposure_id').notNull(),
    lastExposureId: integer('last_exposure_id').notNull(),
  },
  (table) => [index('uk_hub_batches_created_at').on(table.createdAt)],
)

export const UK_HUB_EVENTS = ['UPLOAD', 'DOWNLOAD'] as const

/** Keys that came and went, a day and region. WITHOUT ROWID by hand. */
export const ukHubMetrics = sqliteTable(
  'uk_hub_metrics',
  {
    /** YYYY-MM-DD, UTC. */
    date: text('date').notNull(),
    event: text('event', { enum: UK_HUB_EVENTS }).notNull(),
    region: text('region').notNull(),
    value: integer('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.date, table.event, table.region] })],
)
