import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The one list of countries: of the portal, the filters of federation, the padding and the manifests. */
export const countries = sqliteTable('countries', {
  /** ISO 3166-1 alpha-2, upper case. */
  code: text('code').primaryKey(),
  /** Whether it is told to others. */
  shareable: integer('shareable', { mode: 'boolean' }).notNull(),
  /** Whether keys from there are taken. */
  acceptable: integer('acceptable', { mode: 'boolean' }).notNull(),
  /** How often synthetic uploads were there, relative to the others; 0 for never. */
  weight: integer('weight').notNull(),
})
