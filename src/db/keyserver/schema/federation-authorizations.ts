import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Who may fetch keys from here by Google's federation, and which. */
export const federationAuthorizations = sqliteTable(
  'federation_authorizations',
  {
    id: integer('id').primaryKey(),
    /** `iss` and `sub` of its tokens, exact. */
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    /** `aud` of its tokens, exact; null for the protocol's own. */
    audience: text('audience'),
    /** Regions whose keys it may have, upper case; at least one. */
    includeRegions: text('include_regions', { mode: 'json' }).$type<string[]>().notNull(),
    /** Regions that it is never told of. */
    excludeRegions: text('exclude_regions', { mode: 'json' }).$type<string[]>().notNull(),
    /** Name of the partner that it is: its own keys do not go back to it, and those of its `gatewayFrom` do; null: none. */
    partnerName: text('partner_name'),
    /** Keys that sign its tokens; empty where they are published. */
    publicKeys: text('public_keys', { mode: 'json' })
      .$type<{ kid: string; publicKeyPem: string }[]>()
      .notNull(),
    /** Where its issuer publishes its keys, a JSON Web Key Set; null where they are entered by hand. */
    jwksUri: text('jwks_uri'),
  },
  (table) => [uniqueIndex('federation_authorizations_caller').on(table.issuer, table.subject)],
)
