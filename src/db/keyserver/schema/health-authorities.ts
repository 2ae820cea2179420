import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Issuers of verification certificates. */
export const healthAuthorities = sqliteTable('health_authorities', {
  id: integer('id').primaryKey(),
  /** `iss` of its certificates, exact. */
  issuer: text('issuer').notNull().unique(),
  /** `aud` of its certificates, exact. */
  audience: text('audience').notNull(),
  name: text('name').notNull(),
  /** Uploads a UTC day; null for no limit. */
  dailyUploadLimit: integer('daily_upload_limit'),
  /** Where its public keys are published, polled; null: they are entered by hand. */
  jwksUri: text('jwks_uri'),
  /** Whether it may read its statistics. */
  mayReadStatistics: integer('may_read_statistics', { mode: 'boolean' }).notNull().default(true),
})

/** Public keys that certificates are verified with. */
export const healthAuthorityKeys = sqliteTable(
  'health_authority_keys',
  {
    healthAuthorityId: integer('health_authority_id')
      .notNull()
      .references(() => healthAuthorities.id, { onDelete: 'cascade' }),
    /** `kid` of the certificates. */
    version: text('version').notNull(),
    /** Unix seconds; valid after it. */
    validFrom: integer('valid_from').notNull(),
    /** Unix seconds; valid before it; null for no end. */
    validThru: integer('valid_thru'),
    /** SubjectPublicKeyInfo of a P-256 key, PEM. */
    publicKeyPem: text('public_key_pem').notNull(),
    /** Whether it was found at the authority's `jwks_uri`; others are never revoked by what is found there. */
    isPolled: integer('is_polled', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.healthAuthorityId, table.version] })],
)
