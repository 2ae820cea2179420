/** The handle that every query of the key server's database takes first. */

import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

export interface KeyserverDatabase {
  /** For hot statements, written by hand beside the schema. */
  readonly d1: D1Database
  /** For all others. */
  readonly orm: DrizzleD1Database
}

export const openKeyserver = (d1: D1Database): KeyserverDatabase => ({ d1, orm: drizzle(d1) })
