import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What an operator has phones download beside keys: signed once, stored under a name that never changes its content. */
export const documents = sqliteTable(
  'documents',
  {
    /** Content id. */
    id: text('id').primaryKey(),
    layoutExportId: integer('layout_export_id').notNull(),
    kind: text('kind').notNull(),
    /** Unix seconds: in force from then on, until a later one of its kind is. */
    releaseAt: integer('release_at').notNull(),
    createdAt: integer('created_at').notNull(),
    objectName: text('object_name').notNull(),
    byteLength: integer('byte_length').notNull(),
    /** Of the document as it was given; lower-case hexadecimal. */
    contentHash: text('content_hash').notNull(),
  },
  (table) => [index('documents_kind').on(table.layoutExportId, table.kind, table.releaseAt)],
)
