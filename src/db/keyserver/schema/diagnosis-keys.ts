import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Keys of people who tested positive, and the synthetic ones among them.
 * NOTE: the migration makes this table WITHOUT ROWID by hand, which drizzle can't say: a key then costs two written rows
 * (the table's tree and the index), not three. No column here may ever join to the verification database.
 */
export const diagnosisKeys = sqliteTable(
  'diagnosis_keys',
  {
    /** 16 bytes. */
    keyData: blob('key_data', { mode: 'buffer' }).primaryKey(),
    /** Ten-minute intervals since the epoch. */
    rollingStartIntervalNumber: integer('rolling_start_interval_number').notNull(),
    /** Intervals, 1 to 144. */
    rollingPeriod: integer('rolling_period').notNull(),
    /** 0 to 8. */
    transmissionRiskLevel: integer('transmission_risk_level').notNull(),
    /** The export format's number; 0 for none. */
    reportType: integer('report_type').notNull(),
    /** Days, signed, or what else a phone may say of its onset (`core/layouts/onset-code.ts`); null where unknown. */
    daysSinceOnsetOfSymptoms: integer('days_since_onset_of_symptoms'),
    /** When it may leave: Unix seconds, a multiple of the truncate window. */
    createdAt: integer('created_at').notNull(),
    /** Regions that it is for, upper case, with a comma before, between and after: ",CA,US,". */
    regions: text('regions').notNull(),
    traveler: integer('traveler', { mode: 'boolean' }).notNull(),
    /** 0 uploaded here, 1 synthetic, 2 imported from a file, 3 from a partner. */
    provenance: integer('provenance').notNull(),
    /** The authority that vouched for it; null where none did. */
    healthAuthorityId: integer('health_authority_id'),
    /** Whether it may leave the country: 0 never, 1 travelers', 2 by the certificate's claim, 3 always. */
    federationConsent: integer('federation_consent').notNull(),
    /** Countries of interest, ISO 3166-1 alpha-2, joined by commas; null for the country's own alone. */
    visitedCountries: text('visited_countries'),
    /** Report type after the one revision that a key may have; null before. */
    revisedReportType: integer('revised_report_type'),
    /** When the revision may leave: Unix seconds, a multiple of the truncate window. */
    revisedAt: integer('revised_at'),
    revisedDaysSinceOnsetOfSymptoms: integer('revised_days_since_onset_of_symptoms'),
    revisedTransmissionRiskLevel: integer('revised_transmission_risk_level'),
    /** The import or partner that it came from, by its id there; null where it was uploaded here or is synthetic. */
    sourceId: integer('source_id'),
    /** Which of its fields nobody sent: 1 the transmission risk, 2 the onset. Layouts with scales of their own ask. */
    filledIn: integer('filled_in').notNull().default(0),
    /** Where it was first uploaded, ISO 3166-1 alpha-2 or a partner's region; null: here. */
    origin: text('origin'),
  },
  (table) => [
    index('diagnosis_keys_created_at').on(table.createdAt),
    // Partial: a key that is never revised, as nearly all, pays nothing for it.
    index('diagnosis_keys_revised_at').on(table.revisedAt).where(sql`revised_at IS NOT NULL`),
    // Partial: keys that came before their end, as only others' may: layouts release them up to a day later.
    index('diagnosis_keys_early')
      .on(table.createdAt)
      .where(sql`(rolling_start_interval_number + rolling_period) * 600 - created_at > 0`),
  ],
)
