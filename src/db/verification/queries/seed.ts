/** The way back to no row. Development and tests only. */

import type { VerificationDatabase } from '../database.ts'

/** Deletes every row of every table, children before parents, and begins ids anew. */
export async function deleteAllOfVerification(db: VerificationDatabase): Promise<void> {
  const tables = [
    'verification_codes',
    'verification_tokens',
    'user_reports',
    'realm_statistics',
    'api_key_statistics',
    'user_statistics',
    'external_issuer_statistics',
    'sms_error_statistics',
    'key_server_statistics',
    'chaff_days',
    'realm_translations',
    'mobile_apps',
    'api_keys',
    'memberships',
    'console_one_time',
    'console_sessions',
    'console_credentials',
    'users',
    'realm_signing_keys',
    'realms',
    'token_signing_keys',
    'secrets',
    'audit_log',
    'sqlite_sequence',
  ]
  await db.d1.batch(tables.map((table) => db.d1.prepare(`DELETE FROM ${table}`)))
}
