import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { LAYOUTS } from '../../../core/layouts/layouts.ts'

/** What is published in the layouts of other systems than Google's; the same keys, the same store. */
export const layoutExports = sqliteTable(
  'layout_exports',
  {
    id: integer('id').primaryKey(),
    /** Unique whatever the case. */
    name: text('name').notNull(),
    layout: text('layout', { enum: LAYOUTS }).notNull(),
    /** What all its object names begin with, without a slash at either end; '' for none. */
    prefix: text('prefix').notNull(),
    /** Regions whose keys it takes, as in `export_configs`. */
    inputRegions: text('input_regions', { mode: 'json' }).$type<string[]>().notNull(),
    excludeRegions: text('exclude_regions', { mode: 'json' }).$type<string[]>().notNull(),
    includeTravelers: integer('include_travelers', { mode: 'boolean' }).notNull(),
    /** JSON: the layout's own settings, as far as they differ from its defaults. */
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    signatureInfoIds: text('signature_info_ids', { mode: 'json' }).$type<number[]>().notNull(),
    contentSignerId: integer('content_signer_id'),
    /** Unix seconds; active after it. */
    activeFrom: integer('active_from').notNull(),
    /** Unix seconds; active before it; null for no end. */
    activeThru: integer('active_thru'),
    /** One writer at a time. Unix seconds; null while nobody writes. */
    leaseExpiresAt: integer('lease_expires_at'),
    /** Start of the hour for which indexes were last brought up to date and old objects deleted. Unix seconds. */
    refreshedAt: integer('refreshed_at').notNull().default(0),
  },
  (table) => [uniqueIndex('layout_exports_name').on(sql`lower(${table.name})`)],
)

/**
 * Which releases stand in which slot's package: decided once, before the package is written, and never again. WITHOUT ROWID
 * by hand. The packages of a stream hold every release once, since each begins where the one before ended.
 */
export const layoutSlots = sqliteTable(
  'layout_slots',
  {
    exportId: integer('export_id').notNull(),
    /** Of keys that go the same way, such as those at home. */
    stream: text('stream').notNull(),
    /** Unix seconds: what the package is named after, its hour or the end of its period. */
    slot: integer('slot').notNull(),
    /** Releases of the package, half open. Unix seconds; where it has none both are those of the first key that waits. */
    releaseFrom: integer('release_from').notNull(),
    releaseTo: integer('release_to').notNull(),
    /** Keys submitted before are too old for it. Unix seconds. */
    createdFrom: integer('created_from').notNull(),
    /** Keys of the package. */
    keyCount: integer('key_count').notNull(),
    /** Keys that wait for a later package, until they are enough. */
    waitingKeyCount: integer('waiting_key_count').notNull(),
    /** Keys whose own release lies in the slot, wherever they are published. */
    ownKeyCount: integer('own_key_count').notNull(),
    /** Newest submission among those. Unix seconds; null where there are none. */
    newestCreatedAt: integer('newest_created_at'),
    /** Unix seconds; null until all its archives are stored. */
    writtenAt: integer('written_at'),
  },
  (table) => [
    primaryKey({ columns: [table.exportId, table.stream, table.slot] }),
    index('layout_slots_unwritten').on(table.exportId, table.slot).where(sql`written_at IS NULL`),
  ],
)

export const LAYOUT_ARCHIVE_STATUSES = ['published', 'too_large', 'delete_pending'] as const

/** Archives of layouts, as they are in the bucket. */
export const layoutArchives = sqliteTable(
  'layout_archives',
  {
    /** Object name. */
    name: text('name').primaryKey(),
    exportId: integer('export_id').notNull(),
    /** Part of the tree: a country, a region, a kind of period. */
    directory: text('directory').notNull(),
    kind: text('kind', { enum: ['fine', 'day'] }).notNull(),
    /** Unix seconds: hour or day, or the end of the period. */
    slot: integer('slot').notNull(),
    status: text('status', { enum: LAYOUT_ARCHIVE_STATUSES }).notNull(),
    keyCount: integer('key_count').notNull(),
    /** Of what is signed; lower-case hexadecimal. */
    contentHash: text('content_hash').notNull(),
    byteLength: integer('byte_length').notNull(),
    /** Unix seconds. */
    storedAt: integer('stored_at').notNull(),
  },
  (table) => [index('layout_archives_export').on(table.exportId, table.slot)],
)

/** Indexes of layouts as they were last written: what has not changed is not written again. */
export const layoutIndexes = sqliteTable('layout_indexes', {
  /** Object name. */
  name: text('name').primaryKey(),
  exportId: integer('export_id').notNull(),
  /** Of its content; lower-case hexadecimal. */
  contentHash: text('content_hash').notNull(),
})
