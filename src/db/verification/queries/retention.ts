/** Deletes what is past its age. Each statement may run any number of times, and does little at once. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

/** Rows a statement. */
const ROWS = 2000
/** Statements a run: what is left has its turn five minutes later. */
const MAX_STATEMENTS = 20

/** @param sql with ?1 the instant before which things go and ?2 how many at once. @returns rows that were changed */
async function inPieces(
  db: VerificationDatabase,
  sql: string,
  before: UnixSeconds,
): Promise<number> {
  let changed = 0
  for (let i = 0; i < MAX_STATEMENTS; i++) {
    const { results } = await db.d1.prepare(sql).bind(before, ROWS).all()
    changed += results.length
    if (results.length < ROWS) break
  }
  return changed
}

const deleteWhere =
  (table: string, key: string, condition: string) =>
  (db: VerificationDatabase, before: UnixSeconds) =>
    inPieces(
      db,
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ?2) RETURNING 1`,
      before,
    )

export const deleteApiKeys = deleteWhere('api_keys', 'id', 'disabled_at < ?1')
/** Ids ascend with time, so that only what goes is read. */
export const deleteCodes = deleteWhere(
  'verification_codes',
  'id',
  `id < coalesce((SELECT id FROM verification_codes WHERE created_at >= ?1 ORDER BY id LIMIT 1), 9007199254740991)`,
)
export const deleteTokens = deleteWhere('verification_tokens', 'token_hash', 'expires_at < ?1')
export const deleteEmptyMemberships = deleteWhere(
  'memberships',
  'user_id, realm_id',
  'permissions = 0 AND ?1 > 0',
)
export const deleteMobileApps = deleteWhere('mobile_apps', 'id', 'disabled_at < ?1')
export const deleteUsers = deleteWhere(
  'users',
  'id',
  `is_system_admin = 0 AND updated_at < ?1 AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_id = users.id)`,
)
export const deleteTokenKeys = deleteWhere(
  'token_signing_keys',
  'id',
  'is_active = 0 AND updated_at < ?1',
)
export const deleteRealmKeys = deleteWhere('realm_signing_keys', 'id', 'deleted_at < ?1')
export const deleteChaffDays = deleteWhere('chaff_days', 'realm_id, day', 'day < ?1')
export const deleteClaimedReports = deleteWhere(
  'user_reports',
  'id',
  'is_claimed = 1 AND created_at < ?1',
)
export const deleteUnclaimedReports = deleteWhere(
  'user_reports',
  'id',
  'is_claimed = 0 AND created_at < ?1',
)

/** Idle ones that are not old yet wait for their age: no one can use them. */
export const deleteConsoleSessions = deleteWhere('console_sessions', 'hash', 'created_at < ?1')
/** Links stay for a week longer: whoever comes with one that is over is told so. */
export const deleteConsoleTokens = deleteWhere(
  'console_one_time',
  'hash',
  `expires_at < ?1 AND (kind NOT IN ('invitation', 'reset') OR expires_at < ?1 - 604800)`,
)

/** With their keys. */
const STATISTICS = {
  key_server_statistics: 'realm_id, day',
  api_key_statistics: 'api_key_id, day',
  external_issuer_statistics: 'realm_id, issuer_id, day',
  sms_error_statistics: 'realm_id, error_code, day',
  realm_statistics: 'realm_id, day',
  user_statistics: 'realm_id, user_id, day',
} as const

export type StatisticsTable = keyof typeof STATISTICS
export const STATISTICS_TABLES = Object.keys(STATISTICS) as readonly StatisticsTable[]

export const deleteStatistics = (table: StatisticsTable) =>
  deleteWhere(table, STATISTICS[table], 'day < ?1')

/** Blanks codes that expired before, so that their digits may be given out again. */
export const recycleCodes = (db: VerificationDatabase, before: UnixSeconds): Promise<number> =>
  inPieces(
    db,
    `UPDATE verification_codes SET code_hash = NULL, long_code_hash = NULL WHERE id IN (
      SELECT id FROM verification_codes
      WHERE (code_hash IS NOT NULL OR long_code_hash IS NOT NULL) AND expires_at < ?1 AND long_expires_at < ?1 LIMIT ?2)
    RETURNING 1`,
    before,
  )

/** Longest life of a code in any realm that takes reports of phones, in seconds; 0 where none does. */
export async function readLongestReportLife(
  db: VerificationDatabase,
  initial: { readonly codeSeconds: number; readonly longCodeSeconds: number },
): Promise<number> {
  const row = await db.d1
    .prepare(
      `SELECT coalesce(max(max(coalesce(json_extract(settings, '$.codeDurationSeconds'), ?1),
        coalesce(json_extract(settings, '$.longCodeDurationSeconds'), ?2))), 0) AS seconds
      FROM realms WHERE EXISTS
        (SELECT 1 FROM json_each(settings, '$.allowedTestTypes') WHERE value = 'user-report')`,
    )
    .bind(initial.codeSeconds, initial.longCodeSeconds)
    .first<{ seconds: number }>()
  return row?.seconds ?? 0
}
