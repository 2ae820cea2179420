import { integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { realms } from './realms.ts'

/** Apps that a region's links lead to. */
export const mobileApps = sqliteTable(
  'mobile_apps',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    realmId: integer('realm_id')
      .notNull()
      .references(() => realms.id),
    name: text('name').notNull(),
    os: text('os').$type<'ios' | 'android'>().notNull(),
    /** "TEAMID.bundle.id" or a package name. */
    appId: text('app_id').notNull(),
    /** Where it is to be had; '' for none. */
    url: text('url').notNull(),
    /** JSON: SHA-256 fingerprints "AA:BB:…" of the signing certificates; Android only. */
    fingerprints: text('fingerprints', { mode: 'json' }).$type<readonly string[]>().notNull(),
    disableRedirect: integer('disable_redirect', { mode: 'boolean' }).notNull().default(false),
    isHeadless: integer('is_headless', { mode: 'boolean' }).notNull().default(false),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** Null while it is in use. */
    disabledAt: integer('disabled_at'),
  },
  (table) => [unique('mobile_apps_name').on(table.realmId, table.name, table.os)],
)

/** A realm's own texts for its web page, from the feed of apps. */
export const realmTranslations = sqliteTable(
  'realm_translations',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    realmId: integer('realm_id')
      .notNull()
      .references(() => realms.id),
    /** Two letters. */
    language: text('language').notNull(),
    messageId: text('message_id').notNull(),
    message: text('message').notNull(),
  },
  (table) => [
    unique('realm_translations_message').on(table.realmId, table.language, table.messageId),
  ],
)
