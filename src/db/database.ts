/** A handle on one database; each of the two has its own kind, so that no query is asked of the other. */

import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

export interface Database {
  /** For hot statements, written by hand beside the schema. */
  readonly d1: D1Database
  /** For all others. */
  readonly orm: DrizzleD1Database
}

export const openDatabase = (d1: D1Database): Database => ({ d1, orm: drizzle(d1) })
