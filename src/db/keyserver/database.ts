/** The handle that every query of the key server's database takes first. */

import { type Database, openDatabase } from '../database.ts'

export type KeyserverDatabase = Database & { readonly keeps?: 'diagnosis keys' }

export const openKeyserver = (d1: D1Database): KeyserverDatabase => openDatabase(d1)
