/** The handle that every query of the verification server's database takes first. */

import { type Database, openDatabase } from '../database.ts'

export type VerificationDatabase = Database & { readonly keeps: 'verification codes' }

export const openVerification = (d1: D1Database): VerificationDatabase => ({
  ...openDatabase(d1),
  keeps: 'verification codes',
})
