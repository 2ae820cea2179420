import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What the clock's jobs last did: lease and heartbeat. */
export const jobs = sqliteTable('jobs', {
  name: text('name').primaryKey(),
  /** Unix seconds; null while it does not run. */
  leaseExpiresAt: integer('lease_expires_at'),
  /** Unix seconds. */
  lastStartedAt: integer('last_started_at'),
  lastSucceededAt: integer('last_succeeded_at'),
  /** Name of what failed last; null after a success. */
  lastFailure: text('last_failure'),
})
