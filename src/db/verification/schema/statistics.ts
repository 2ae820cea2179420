import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const count = (name: string) => integer(name).notNull().default(0)
/** Unix seconds of a UTC midnight. */
const day = () => integer('day').notNull()

/** What happened in a realm on a UTC day. */
export const realmStatistics = sqliteTable(
  'realm_statistics',
  {
    realmId: integer('realm_id').notNull(),
    day: day(),
    codesIssued: count('codes_issued'),
    codesClaimed: count('codes_claimed'),
    codesInvalid: count('codes_invalid'),
    codesInvalidUnknownOs: count('codes_invalid_unknown_os'),
    codesInvalidIos: count('codes_invalid_ios'),
    codesInvalidAndroid: count('codes_invalid_android'),
    userReportsIssued: count('user_reports_issued'),
    userReportsClaimed: count('user_reports_claimed'),
    userReportsInvalidNonce: count('user_reports_invalid_nonce'),
    userReportsInvalidNonceUnknownOs: count('user_reports_invalid_nonce_unknown_os'),
    userReportsInvalidNonceIos: count('user_reports_invalid_nonce_ios'),
    userReportsInvalidNonceAndroid: count('user_reports_invalid_nonce_android'),
    tokensClaimed: count('tokens_claimed'),
    tokensInvalid: count('tokens_invalid'),
    userReportTokensClaimed: count('user_report_tokens_claimed'),
    /** Sum over the codes claimed, seconds; the mean is this by `codes_claimed`. */
    claimAgeSeconds: count('claim_age_seconds'),
    /** Codes claimed by age: up to 1, 5, 15, 30 minutes, 1, 2, 3, 6, 12, 24, 336 hours. */
    claimAge0: count('claim_age_0'),
    claimAge1: count('claim_age_1'),
    claimAge2: count('claim_age_2'),
    claimAge3: count('claim_age_3'),
    claimAge4: count('claim_age_4'),
    claimAge5: count('claim_age_5'),
    claimAge6: count('claim_age_6'),
    claimAge7: count('claim_age_7'),
    claimAge8: count('claim_age_8'),
    claimAge9: count('claim_age_9'),
    claimAge10: count('claim_age_10'),
  },
  (table) => [primaryKey({ columns: [table.realmId, table.day] })],
)

export const apiKeyStatistics = sqliteTable(
  'api_key_statistics',
  {
    apiKeyId: integer('api_key_id').notNull(),
    day: day(),
    codesIssued: count('codes_issued'),
    codesClaimed: count('codes_claimed'),
    codesInvalid: count('codes_invalid'),
    tokensClaimed: count('tokens_claimed'),
    tokensInvalid: count('tokens_invalid'),
  },
  (table) => [primaryKey({ columns: [table.apiKeyId, table.day] })],
)

export const userStatistics = sqliteTable(
  'user_statistics',
  {
    realmId: integer('realm_id').notNull(),
    userId: integer('user_id').notNull(),
    day: day(),
    codesIssued: count('codes_issued'),
  },
  (table) => [primaryKey({ columns: [table.realmId, table.userId, table.day] })],
)

export const externalIssuerStatistics = sqliteTable(
  'external_issuer_statistics',
  {
    realmId: integer('realm_id').notNull(),
    issuerId: text('issuer_id').notNull(),
    day: day(),
    codesIssued: count('codes_issued'),
  },
  (table) => [primaryKey({ columns: [table.realmId, table.issuerId, table.day] })],
)

/** Errors that the SMS provider reported, by its code. */
export const smsErrorStatistics = sqliteTable(
  'sms_error_statistics',
  {
    realmId: integer('realm_id').notNull(),
    errorCode: text('error_code').notNull(),
    day: day(),
    quantity: count('quantity'),
  },
  (table) => [primaryKey({ columns: [table.realmId, table.errorCode, table.day] })],
)

/** What the key server says of a realm's uploads, as it was last fetched. */
export const keyServerStatistics = sqliteTable(
  'key_server_statistics',
  {
    realmId: integer('realm_id').notNull(),
    day: day(),
    publishUnknown: count('publish_unknown'),
    publishAndroid: count('publish_android'),
    publishIos: count('publish_ios'),
    teksPublished: count('teks_published'),
    requestsWithRevisions: count('requests_with_revisions'),
    requestsMissingOnsetDate: count('requests_missing_onset_date'),
    /** JSON: 16 counts. */
    tekAgeDistribution: text('tek_age_distribution', { mode: 'json' })
      .$type<readonly number[]>()
      .notNull(),
    /** JSON: 30 counts. */
    onsetToUploadDistribution: text('onset_to_upload_distribution', { mode: 'json' })
      .$type<readonly number[]>()
      .notNull(),
  },
  (table) => [primaryKey({ columns: [table.realmId, table.day] })],
)

/** Days on which a realm's apps sent chaff. */
export const chaffDays = sqliteTable(
  'chaff_days',
  { realmId: integer('realm_id').notNull(), day: day() },
  (table) => [primaryKey({ columns: [table.realmId, table.day] })],
)
