import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** What is exported, for whom and how often. */
export const exportConfigs = sqliteTable(
  'export_configs',
  {
    id: integer('id').primaryKey(),
    /** First part of every object name; unique whatever the case. */
    filenameRoot: text('filename_root').notNull(),
    /** Seconds; divides a day. */
    periodSeconds: integer('period_seconds').notNull(),
    /** Written into the files. */
    outputRegion: text('output_region').notNull(),
    /** Keys for any of these; empty for the output region alone. */
    inputRegions: text('input_regions', { mode: 'json' }).$type<string[]>().notNull(),
    /** Keys for any of these are left out. */
    excludeRegions: text('exclude_regions', { mode: 'json' }).$type<string[]>().notNull(),
    /** Also travelers' keys of every region. */
    includeTravelers: integer('include_travelers', { mode: 'boolean' }).notNull(),
    onlyNonTravelers: integer('only_non_travelers', { mode: 'boolean' }).notNull(),
    /** Unix seconds; active after it. */
    activeFrom: integer('active_from').notNull(),
    /** Unix seconds; active before it; null for no end. */
    activeThru: integer('active_thru'),
    /** Signers of its files. */
    signatureInfoIds: text('signature_info_ids', { mode: 'json' }).$type<number[]>().notNull(),
    /** Keys a file; null for the default. */
    maxRecordsOverride: integer('max_records_override'),
    /** Raised by whatever changes the set of its files. */
    filesGeneration: integer('files_generation').notNull().default(0),
    /** Generation that the published index shows; behind means that the index is to be written. */
    indexGeneration: integer('index_generation').notNull().default(0),
  },
  (table) => [uniqueIndex('export_configs_root').on(sql`lower(${table.filenameRoot})`)],
)

export const BATCH_STATUSES = ['open', 'leased', 'complete'] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

/** One window of an export, with all that decides its files as it stood when the window closed. */
export const exportBatches = sqliteTable(
  'export_batches',
  {
    id: integer('id').primaryKey(),
    configId: integer('config_id')
      .notNull()
      .references(() => exportConfigs.id),
    /** Unix seconds; half open with `endAt`. */
    startAt: integer('start_at').notNull(),
    endAt: integer('end_at').notNull(),
    status: text('status', { enum: BATCH_STATUSES }).notNull(),
    /** Unix seconds; null while nobody works on it. */
    leaseExpiresAt: integer('lease_expires_at'),
    filenameRoot: text('filename_root').notNull(),
    outputRegion: text('output_region').notNull(),
    inputRegions: text('input_regions', { mode: 'json' }).$type<string[]>().notNull(),
    excludeRegions: text('exclude_regions', { mode: 'json' }).$type<string[]>().notNull(),
    includeTravelers: integer('include_travelers', { mode: 'boolean' }).notNull(),
    onlyNonTravelers: integer('only_non_travelers', { mode: 'boolean' }).notNull(),
    /** Signers, newest first: chosen once, so that a retry writes the same file. */
    signatureInfoIds: text('signature_info_ids', { mode: 'json' }).$type<number[]>().notNull(),
    maxRecords: integer('max_records').notNull(),
    /** How often its files were withdrawn and written again: added to both times in their names. */
    reissue: integer('reissue').notNull().default(0),
  },
  (table) => [
    uniqueIndex('export_batches_window').on(table.configId, table.endAt, table.startAt),
    // Partial: the work list is short, the history long.
    index('export_batches_work').on(table.endAt).where(sql`status <> 'complete'`),
  ],
)

/**
 * What is to be withdrawn is in no new index, but its object may still be there, as one that an index names. A withdrawn file
 * is in no index and its object is gone; the row says that its name was used.
 */
export const FILE_STATUSES = [
  'published',
  'delete_pending',
  'withdraw_pending',
  'withdrawn',
] as const

/** Archives that were published. */
export const exportFiles = sqliteTable(
  'export_files',
  {
    /** Object name. */
    filename: text('filename').primaryKey(),
    configId: integer('config_id')
      .notNull()
      .references(() => exportConfigs.id),
    batchId: integer('batch_id').notNull(),
    /** 1-based. */
    fileNumber: integer('file_number').notNull(),
    /** Of its batch. Unix seconds. */
    startAt: integer('start_at').notNull(),
    endAt: integer('end_at').notNull(),
    status: text('status', { enum: FILE_STATUSES }).notNull(),
    /** Keys and revised keys. */
    keyCount: integer('key_count').notNull(),
    byteLength: integer('byte_length').notNull(),
  },
  (table) => [index('export_files_config').on(table.configId, table.status)],
)
