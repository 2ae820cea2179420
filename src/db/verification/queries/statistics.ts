/** Statistics as rows, each document's in one call. */

import { and, desc, eq, gte } from 'drizzle-orm'
import type {
  ApiKeyDay,
  Counted,
  KeyServerDay,
  RealmDay,
  StatisticsUser,
  UserCount,
} from '../../../core/realm-statistics/rows.ts'
import { SECONDS_PER_DAY } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { apiKeys } from '../schema/api-keys.ts'
import { memberships, users } from '../schema/members.ts'
import {
  apiKeyStatistics,
  chaffDays,
  keyServerStatistics,
  realmStatistics,
  userStatistics,
} from '../schema/statistics.ts'

type RealmRow = typeof realmStatistics.$inferSelect

/** @param from Unix seconds of the first midnight, as below */
export const readRealmDays = async (
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<readonly RealmDay[]> => (await selectRealmDays(db, realmId, from)).map(realmDayOf)

const selectRealmDays = (db: VerificationDatabase, realmId: number, from: number) =>
  db.orm
    .select()
    .from(realmStatistics)
    .where(and(eq(realmStatistics.realmId, realmId), gte(realmStatistics.day, from)))

const realmDayOf = (row: RealmRow): RealmDay => ({
  ...row,
  claimAges:
    row.codesClaimed === 0
      ? []
      : [
          row.claimAge0,
          row.claimAge1,
          row.claimAge2,
          row.claimAge3,
          row.claimAge4,
          row.claimAge5,
          row.claimAge6,
          row.claimAge7,
          row.claimAge8,
          row.claimAge9,
          row.claimAge10,
        ],
})

export const readKeyServerDays = async (
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<readonly KeyServerDay[]> =>
  (await selectKeyServerDays(db, realmId, from)).map(keyServerDayOf)

const selectKeyServerDays = (db: VerificationDatabase, realmId: number, from: number) =>
  db.orm
    .select()
    .from(keyServerStatistics)
    .where(and(eq(keyServerStatistics.realmId, realmId), gte(keyServerStatistics.day, from)))

const keyServerDayOf = (row: typeof keyServerStatistics.$inferSelect): KeyServerDay => ({
  ...row,
  tekAges: row.tekAgeDistribution,
  onsetAges: row.onsetToUploadDistribution,
})

export async function readCompositeDays(
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<{ readonly realm: readonly RealmDay[]; readonly keyServer: readonly KeyServerDay[] }> {
  const [realm, keyServer] = await db.orm.batch([
    selectRealmDays(db, realmId, from),
    selectKeyServerDays(db, realmId, from),
  ])
  return { realm: realm.map(realmDayOf), keyServer: keyServer.map(keyServerDayOf) }
}

/** @returns undefined where the key is not the realm's */
export async function readApiKeyDays(
  db: VerificationDatabase,
  realmId: number,
  apiKeyId: number,
  from: number,
) {
  const [[key], days] = await db.orm.batch([
    db.orm
      .select({ id: apiKeys.id, name: apiKeys.name, type: apiKeys.type })
      .from(apiKeys)
      .where(and(eq(apiKeys.id, apiKeyId), eq(apiKeys.realmId, realmId))),
    db.orm
      .select()
      .from(apiKeyStatistics)
      .where(and(eq(apiKeyStatistics.apiKeyId, apiKeyId), gte(apiKeyStatistics.day, from))),
  ])
  return key === undefined ? undefined : { key, days: days as readonly ApiKeyDay[] }
}

/**
 * One row an issuer, its days folded into one text: a realm may have ten thousand, each on every day.
 * @param days Unix seconds of midnights, newest first, as below
 */
export const readExternalIssuerCounts = (
  db: VerificationDatabase,
  realmId: number,
  days: readonly number[],
): Promise<readonly Counted[]> =>
  readCounted(
    db,
    `SELECT issuer_id, group_concat(day || ':' || codes_issued) AS counts FROM external_issuer_statistics
    WHERE realm_id = ?1 AND day >= ?2 GROUP BY issuer_id ORDER BY issuer_id`,
    realmId,
    days,
  )

export const readSmsErrorCounts = (
  db: VerificationDatabase,
  realmId: number,
  days: readonly number[],
): Promise<readonly Counted[]> =>
  readCounted(
    db,
    `SELECT error_code, group_concat(day || ':' || quantity) AS counts FROM sms_error_statistics
    WHERE realm_id = ?1 AND day >= ?2 GROUP BY error_code ORDER BY error_code`,
    realmId,
    days,
  )

/** People who issued and are still there. */
export const readUserCounts = (
  db: VerificationDatabase,
  realmId: number,
  days: readonly number[],
): Promise<readonly Counted[]> =>
  readCounted(
    db,
    `SELECT u.id AS user_id, u.name, u.email, group_concat(s.day || ':' || s.codes_issued) AS counts
    FROM user_statistics s JOIN users u ON u.id = s.user_id
    WHERE s.realm_id = ?1 AND s.day >= ?2 GROUP BY u.id ORDER BY u.id`,
    realmId,
    days,
  )

async function readCounted(
  db: VerificationDatabase,
  sql: string,
  realmId: number,
  days: readonly number[],
): Promise<readonly Counted[]> {
  const [today = 0] = days
  const { results } = await db.d1
    .prepare(sql)
    .bind(realmId, days.at(-1) ?? 0)
    .all<{ counts: string } & Record<string, string | number>>()
  return results.map(({ counts: text, ...who }) => {
    const counts = new Float64Array(days.length)
    for (const entry of text.split(',')) {
      const [day = 0, count = 0] = entry.split(':').map(Number)
      const age = (today - day) / SECONDS_PER_DAY
      if (age >= 0) counts[age] = count
    }
    return { who, counts }
  })
}

/** @returns undefined where the person is no member of the realm */
export async function readUserDays(
  db: VerificationDatabase,
  realmId: number,
  userId: number,
  from: number,
): Promise<{ readonly user: StatisticsUser; readonly counts: readonly UserCount[] } | undefined> {
  const [[user], counts] = await db.orm.batch([
    db.orm
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .innerJoin(memberships, eq(memberships.userId, users.id))
      .where(and(eq(users.id, userId), eq(memberships.realmId, realmId))),
    db.orm
      .select({
        day: userStatistics.day,
        userId: userStatistics.userId,
        count: userStatistics.codesIssued,
      })
      .from(userStatistics)
      .where(
        and(
          eq(userStatistics.realmId, realmId),
          eq(userStatistics.userId, userId),
          gte(userStatistics.day, from),
        ),
      ),
  ])
  return user === undefined ? undefined : { user, counts }
}

/** Days on which apps of the realm sent chaff, newest first. */
export async function readChaffDays(
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<readonly number[]> {
  const found = await db.orm
    .select({ day: chaffDays.day })
    .from(chaffDays)
    .where(and(eq(chaffDays.realmId, realmId), gte(chaffDays.day, from)))
    .orderBy(desc(chaffDays.day))
  return found.map(({ day }) => day)
}
