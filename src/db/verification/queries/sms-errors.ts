/** Errors of texts, by day. */

import { SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export async function countSmsError(
  db: VerificationDatabase,
  realmId: number,
  errorCode: string,
  now: UnixSeconds,
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO sms_error_statistics (realm_id, error_code, day, quantity) VALUES (?1, ?2, ?3, 1)
      ON CONFLICT DO UPDATE SET quantity = quantity + 1`,
    )
    .bind(realmId, errorCode, now - (now % SECONDS_PER_DAY))
    .run()
}

export interface SmsErrorsOfDay {
  readonly realmId: number
  readonly errors: number
}

/** Realms with errors on a day, the ignored codes aside. @param day Unix seconds of a UTC midnight */
export async function readSmsErrorsOfDay(
  db: VerificationDatabase,
  day: number,
  ignoredCodes: readonly string[],
): Promise<readonly SmsErrorsOfDay[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT realm_id AS realmId, sum(quantity) AS errors FROM sms_error_statistics
      WHERE day = ?1 AND error_code NOT IN (SELECT value FROM json_each(?2))
      GROUP BY realm_id ORDER BY realm_id`,
    )
    .bind(day, JSON.stringify(ignoredCodes))
    .all<SmsErrorsOfDay>()
  return results
}
