/** Statistics as rows, each document's in one call. */

import { and, asc, eq, gte, inArray } from 'drizzle-orm'
import type {
  ApiKeyDay,
  KeyServerDay,
  NamedCount,
  RealmDay,
  StatisticsUser,
  UserCount,
} from '../../../core/realm-statistics/rows.ts'
import type { VerificationDatabase } from '../database.ts'
import { apiKeys } from '../schema/api-keys.ts'
import { memberships, users } from '../schema/members.ts'
import {
  apiKeyStatistics,
  externalIssuerStatistics,
  keyServerStatistics,
  realmStatistics,
  smsErrorStatistics,
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

export const readExternalIssuerCounts = (
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<readonly NamedCount[]> =>
  db.orm
    .select({
      day: externalIssuerStatistics.day,
      name: externalIssuerStatistics.issuerId,
      count: externalIssuerStatistics.codesIssued,
    })
    .from(externalIssuerStatistics)
    .where(
      and(eq(externalIssuerStatistics.realmId, realmId), gte(externalIssuerStatistics.day, from)),
    )

export const readSmsErrorCounts = (
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<readonly NamedCount[]> =>
  db.orm
    .select({
      day: smsErrorStatistics.day,
      name: smsErrorStatistics.errorCode,
      count: smsErrorStatistics.quantity,
    })
    .from(smsErrorStatistics)
    .where(and(eq(smsErrorStatistics.realmId, realmId), gte(smsErrorStatistics.day, from)))

/** People who issued, with their counts. */
export async function readUserCounts(
  db: VerificationDatabase,
  realmId: number,
  from: number,
): Promise<{ readonly users: readonly StatisticsUser[]; readonly counts: readonly UserCount[] }> {
  const isShown = and(eq(userStatistics.realmId, realmId), gte(userStatistics.day, from))
  const [found, counts] = await db.orm.batch([
    db.orm
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(
        inArray(
          users.id,
          db.orm.select({ id: userStatistics.userId }).from(userStatistics).where(isShown),
        ),
      )
      .orderBy(asc(users.id)),
    db.orm
      .select({
        day: userStatistics.day,
        userId: userStatistics.userId,
        count: userStatistics.codesIssued,
      })
      .from(userStatistics)
      .where(isShown),
  ])
  return { users: found, counts }
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
