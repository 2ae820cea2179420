import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Foreign exports that are published again, byte for byte. */
export const mirrors = sqliteTable('mirrors', {
  id: integer('id').primaryKey(),
  /** Address of the foreign index. */
  indexUrl: text('index_url').notNull().unique(),
  /** Address that the index's lines are relative to. */
  exportRootUrl: text('export_root_url').notNull(),
  /** First part of the object names here. */
  filenameRoot: text('filename_root').notNull().unique(),
  /** Pattern of the names here, with [timestamp] or [uuid]; null: the foreign names. */
  filenameRewrite: text('filename_rewrite'),
  /** Last timestamp that a name was given; names rise. Unix seconds. */
  lastTimestamp: integer('last_timestamp').notNull().default(0),
})

/** Files of a mirror that are published. */
export const mirrorFiles = sqliteTable(
  'mirror_files',
  {
    mirrorId: integer('mirror_id')
      .notNull()
      .references(() => mirrors.id, { onDelete: 'cascade' }),
    /** Last path segment of the foreign index's line. */
    filename: text('filename').notNull(),
    /** Object name here, without the root. */
    localFilename: text('local_filename').notNull(),
    /** Place in the foreign index; negative once it has left. */
    position: integer('position').notNull(),
    /** Whether the object is stored; before that, the name is only decided. */
    isStored: integer('is_stored', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.mirrorId, table.filename] })],
)
