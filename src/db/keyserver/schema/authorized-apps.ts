import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Tenants: the apps that may upload. */
export const authorizedApps = sqliteTable('authorized_apps', {
  /** Lower case; clients send it as `healthAuthorityID`. */
  appPackageName: text('app_package_name').primaryKey(),
  /** Upper case. */
  allowedRegions: text('allowed_regions', { mode: 'json' }).$type<string[]>().notNull(),
  allowedHealthAuthorityIds: text('allowed_health_authority_ids', { mode: 'json' })
    .$type<number[]>()
    .notNull(),
  /** Takes uploads without a valid certificate: for trials only. */
  bypassesCertificate: integer('bypasses_certificate', { mode: 'boolean' }).notNull(),
  /** Takes revisions without a token: for trials only. */
  bypassesRevisionToken: integer('bypasses_revision_token', { mode: 'boolean' }).notNull(),
  /** Publishes keys of the running day: for trials only. */
  releasesSameDayKeys: integer('releases_same_day_keys', { mode: 'boolean' }).notNull(),
  /** When its users' keys may leave the country. */
  federationConsent: text('federation_consent', {
    enum: ['never', 'traveler', 'claim', 'always'],
  }).notNull(),
})
