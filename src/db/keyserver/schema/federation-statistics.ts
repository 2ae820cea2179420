import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What was exchanged, a day and a name each; a day that is counted again replaces its row. WITHOUT ROWID by hand. */
export const federationStatistics = sqliteTable(
  'federation_statistics',
  {
    /** Unix seconds, midnight UTC. */
    day: integer('day').notNull(),
    /** As `core/federation/statistics.ts` lists them; with an origin after a colon where it is counted by origin. */
    name: text('name').notNull(),
    value: integer('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.name] })],
)
