import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Uploads of an authority in an hour. WITHOUT ROWID by hand, as `diagnosis_keys`: an upload costs one written row. */
export const healthAuthorityStatistics = sqliteTable(
  'health_authority_statistics',
  {
    healthAuthorityId: integer('health_authority_id').notNull(),
    /** Unix seconds, a full hour. */
    hour: integer('hour').notNull(),
    /** Requests by platform: JSON array, unknown, android, ios. */
    publish: text('publish').notNull(),
    /** Keys written, new and revised. */
    teks: integer('teks').notNull(),
    /** Requests that revised. */
    revisions: integer('revisions').notNull(),
    /** Requests by age of the oldest key in days: JSON array of 16. */
    oldestTekDays: text('oldest_tek_days').notNull(),
    /** Requests by days since onset: JSON array of 30. */
    onsetAgeDays: text('onset_age_days').notNull(),
    /** Requests whose onset was not reported. */
    missingOnset: integer('missing_onset').notNull(),
  },
  (table) => [primaryKey({ columns: [table.healthAuthorityId, table.hour] })],
)
