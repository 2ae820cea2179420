import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import { realms } from './realms.ts'

/** Codes that were issued. Nobody can read a code from here. */
export const verificationCodes = sqliteTable(
  'verification_codes',
  {
    /** Ascends with time. */
    id: integer('id').primaryKey({ autoIncrement: true }),
    realmId: integer('realm_id')
      .notNull()
      .references(() => realms.id),
    /** Dashed, lower case; a client may choose it. */
    uuid: text('uuid').notNull(),
    /** HMAC-SHA-512 under a secret of "verification_code_database_hmac", base64url; null once recycled. */
    codeHash: text('code_hash'),
    /** As above; null also where nothing was to be sent. */
    longCodeHash: text('long_code_hash'),
    testType: text('test_type').$type<TestType>().notNull(),
    /** "2026-11-19", as below; null where none was given. */
    symptomDate: text('symptom_date'),
    testDate: text('test_date'),
    /** ISO 3166-1 alpha-2 with commas between; null where the realm does not ask. */
    countriesOfInterest: text('countries_of_interest'),
    /** Unix seconds. */
    expiresAt: integer('expires_at').notNull(),
    longExpiresAt: integer('long_expires_at').notNull(),
    createdAt: integer('created_at').notNull(),
    /** Null while nobody has traded it. */
    claimedAt: integer('claimed_at'),
    issuingUserId: integer('issuing_user_id'),
    issuingApiKeyId: integer('issuing_api_key_id'),
    /** Who issued it in the integrator's system. */
    issuingExternalId: text('issuing_external_id'),
    /** The report of the phone that asked for it; no constraint, since the report may go first. */
    userReportId: integer('user_report_id'),
    /** How far the text of a code is that was issued by hand; null for other codes, and where no text was asked for. */
    smsState: text('sms_state').$type<SmsState>(),
  },
  (table) => [
    index('verification_codes_issuer')
      .on(table.realmId, table.issuingUserId, table.id)
      .where(sql`issuing_user_id IS NOT NULL`),
    uniqueIndex('verification_codes_uuid').on(table.realmId, table.uuid),
    uniqueIndex('verification_codes_code')
      .on(table.realmId, table.codeHash)
      .where(sql`code_hash IS NOT NULL`),
    uniqueIndex('verification_codes_long_code')
      .on(table.realmId, table.longCodeHash)
      .where(sql`long_code_hash IS NOT NULL`),
  ],
)

/** Phones that reported themselves, so that each does it once. */
export const userReports = sqliteTable(
  'user_reports',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** HMAC-SHA-512 of the E.164 number under a secret of "phone_number_database_hmac", base64url; across all realms. */
    phoneHash: text('phone_hash').notNull().unique(),
    /** Base64 of 256 bytes that the app holds; null where an administrator issued the code. */
    nonce: text('nonce'),
    isClaimed: integer('is_claimed', { mode: 'boolean' }).notNull().default(false),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('user_reports_created').on(table.createdAt)],
)

/** Tokens that codes were traded for: which was used. No link to the code. */
export const verificationTokens = sqliteTable(
  'verification_tokens',
  {
    /** HMAC-SHA-512 of the `jti` under a secret of "verification_code_database_hmac", base64url. */
    tokenHash: text('token_hash').primaryKey(),
    realmId: integer('realm_id').notNull(),
    testType: text('test_type').$type<TestType>().notNull(),
    symptomDate: text('symptom_date'),
    testDate: text('test_date'),
    countriesOfInterest: text('countries_of_interest'),
    /** Unix seconds. */
    expiresAt: integer('expires_at').notNull(),
    /** Null while it is good. */
    usedAt: integer('used_at'),
  },
  (table) => [index('verification_tokens_expiry').on(table.expiresAt)],
)
