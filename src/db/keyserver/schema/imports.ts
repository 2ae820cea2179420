import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Foreign exports whose keys are taken in. */
export const exportImports = sqliteTable('export_imports', {
  id: integer('id').primaryKey(),
  /** Address of the foreign index. */
  indexUrl: text('index_url').notNull().unique(),
  /** Address that the index's lines are relative to. */
  exportRootUrl: text('export_root_url').notNull(),
  /** Region that its keys get. */
  region: text('region').notNull(),
  traveler: integer('traveler', { mode: 'boolean' }).notNull(),
  /** Unix seconds; active after it. */
  activeFrom: integer('active_from').notNull(),
  /** Unix seconds; active before it; null for no end. */
  activeThru: integer('active_thru'),
  /** Refuses files without a signature by a known key. Off only in development. */
  requiresSignature: integer('requires_signature', { mode: 'boolean' }).notNull(),
})

/** Public keys that a foreign export is signed with. */
export const exportImportKeys = sqliteTable(
  'export_import_keys',
  {
    importId: integer('import_id')
      .notNull()
      .references(() => exportImports.id, { onDelete: 'cascade' }),
    /** `verification_key_id` and `verification_key_version` of its signatures. */
    keyId: text('key_id').notNull(),
    keyVersion: text('key_version').notNull(),
    /** SubjectPublicKeyInfo, PEM. */
    publicKeyPem: text('public_key_pem').notNull(),
    /** Unix seconds. */
    validFrom: integer('valid_from').notNull(),
    validThru: integer('valid_thru'),
  },
  (table) => [primaryKey({ columns: [table.importId, table.keyId, table.keyVersion] })],
)

export const IMPORT_FILE_STATUSES = ['open', 'leased', 'complete', 'gone'] as const

/** Files that a foreign index named. */
export const importFiles = sqliteTable(
  'import_files',
  {
    id: integer('id').primaryKey(),
    importId: integer('import_id')
      .notNull()
      .references(() => exportImports.id, { onDelete: 'cascade' }),
    url: text('url').notNull(),
    /** open: to be taken in; leased: being taken in; complete; gone: left the index before it could be. */
    status: text('status', { enum: IMPORT_FILE_STATUSES }).notNull(),
    /** Unix seconds. */
    discoveredAt: integer('discovered_at').notNull(),
    completedAt: integer('completed_at'),
    /** Unix seconds; null while nobody works on it. */
    leaseExpiresAt: integer('lease_expires_at'),
    attempts: integer('attempts').notNull(),
    /** Unix seconds; not tried before. */
    nextAttemptAt: integer('next_attempt_at').notNull(),
    /** Name of what failed last; null after a success. */
    lastFailure: text('last_failure'),
    /** Keys of the file that this import holds; null until it is complete. */
    keyCount: integer('key_count'),
  },
  (table) => [
    uniqueIndex('import_files_url').on(table.importId, table.url),
    index('import_files_work').on(table.status, table.nextAttemptAt),
  ],
)
