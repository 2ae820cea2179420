import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { FEDERATION_PROTOCOLS } from '../../../core/federation/protocols.ts'

/** Servers that we exchange keys with as their client; those that call a hub of ours are its members. */
export const federationPartners = sqliteTable('federation_partners', {
  id: integer('id').primaryKey(),
  /** Lower-case letters, digits and hyphens. */
  name: text('name').notNull().unique(),
  protocol: text('protocol', { enum: FEDERATION_PROTOCOLS }).notNull(),
  /** Without a slash at the end; `local:` for a hub of our own. */
  baseUrl: text('base_url').notNull(),
  importsKeys: integer('imports_keys', { mode: 'boolean' }).notNull(),
  exportsKeys: integer('exports_keys', { mode: 'boolean' }).notNull(),
  /** Ids of partners whose keys are forwarded to this one; empty: it is sent our own alone. */
  gatewayFrom: text('gateway_from', { mode: 'json' }).$type<number[]>().notNull(),
  /** Country or region that we are to it: what our own keys have as their origin. */
  ownOrigin: text('own_origin').notNull(),
  /** What the names of its objects begin with; unique among partners, not `mobile`. */
  prefix: text('prefix').notNull().unique(),
  /** Regions of ours that its keys get, upper case, as an upload's. */
  regions: text('regions', { mode: 'json' }).$type<string[]>().notNull(),
  /** Regions of ours whose keys are sent to it, upper case; empty: all. */
  exportRegions: text('export_regions', { mode: 'json' }).$type<string[]>().notNull(),
  /** Whether its keys are those of travelers. */
  traveler: integer('traveler', { mode: 'boolean' }).notNull(),
  /** JSON: the protocol's own settings, as far as they differ from its defaults. */
  settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  /** JSON of secret texts by name, sealed with the master key; null for none. */
  wrappedCredentials: text('wrapped_credentials'),
  /** Name of the signer (`content_signers`) of what is sent to it; null for none. */
  contentSignerId: integer('content_signer_id'),
  /** Unix seconds; active after it. */
  activeFrom: integer('active_from').notNull(),
  /** Unix seconds; active before it; null for no end. */
  activeThru: integer('active_thru'),
})

export const FEDERATION_DIRECTIONS = ['import', 'export', 'callback'] as const

/** How far the exchange with a partner got, each direction by itself. Written by the partner's object alone. */
export const federationStates = sqliteTable(
  'federation_states',
  {
    partnerId: integer('partner_id').notNull(),
    direction: text('direction', { enum: FEDERATION_DIRECTIONS }).notNull(),
    /** JSON: the protocol's own cursor; null before the first success. */
    cursor: text('cursor', { mode: 'json' }).$type<unknown>(),
    /** Unix seconds. */
    updatedAt: integer('updated_at').notNull(),
    /** Unix seconds; null before the first. */
    lastSuccessAt: integer('last_success_at'),
    /** Name of what failed last; null after a success. */
    lastFailure: text('last_failure'),
    consecutiveFailures: integer('consecutive_failures').notNull(),
    /** Unix seconds; not tried before. */
    nextAttemptAt: integer('next_attempt_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.direction] })],
)
