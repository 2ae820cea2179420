/** All that is configured of realms as it stands at one instant, for whoever is about to change some of it. */

import { eq, max, sql } from 'drizzle-orm'
import { auditLog } from '../../audit/schema.ts'
import type { VerificationDatabase } from '../database.ts'
import { apiKeys } from '../schema/api-keys.ts'
import { memberships, users } from '../schema/members.ts'
import { mobileApps } from '../schema/mobile-apps.ts'
import { realms } from '../schema/realms.ts'
import { realmSigningKeys } from '../schema/secrets.ts'

export type RealmRows = Awaited<ReturnType<typeof readRealmRows>>

/** Tables whose ids are given out here, so that a change can name what it makes. */
export type NumberedTable = 'realms' | 'api_keys' | 'mobile_apps' | 'users' | 'realm_signing_keys'

/** One transaction. @param realmId only its keys, apps and members are read; undefined: everybody's */
export async function readRealmRows(db: VerificationDatabase, realmId: number | undefined) {
  const { orm } = db
  const [realmRows, keyRows, appRows, memberRows, signingRows, sequences, [head]] = await orm.batch(
    [
      orm.select().from(realms),
      orm
        .select({
          id: apiKeys.id,
          realmId: apiKeys.realmId,
          name: apiKeys.name,
          type: apiKeys.type,
          disabledAt: apiKeys.disabledAt,
        })
        .from(apiKeys)
        .where(realmId === undefined ? undefined : eq(apiKeys.realmId, realmId)),
      orm
        .select()
        .from(mobileApps)
        .where(realmId === undefined ? undefined : eq(mobileApps.realmId, realmId)),
      orm
        .select({
          userId: memberships.userId,
          realmId: memberships.realmId,
          permissions: memberships.permissions,
          email: users.email,
          name: users.name,
        })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .where(realmId === undefined ? undefined : eq(memberships.realmId, realmId)),
      orm
        .select({
          id: realmSigningKeys.id,
          realmId: realmSigningKeys.realmId,
          purpose: realmSigningKeys.purpose,
          keyId: realmSigningKeys.keyId,
          publicKeyPem: realmSigningKeys.publicKeyPem,
          isActive: realmSigningKeys.isActive,
          deletedAt: realmSigningKeys.deletedAt,
        })
        .from(realmSigningKeys)
        .where(realmId === undefined ? undefined : eq(realmSigningKeys.realmId, realmId))
        .orderBy(realmSigningKeys.id),
      orm
        .select({ name: sql<NumberedTable>`name`, last: sql<number>`seq` })
        .from(sql`sqlite_sequence`),
      orm.select({ id: max(auditLog.id) }).from(auditLog),
    ],
  )
  return {
    realms: realmRows,
    apiKeys: keyRows,
    apps: appRows,
    members: memberRows,
    signingKeys: signingRows,
    lastIds: Object.fromEntries(sequences.map(({ name, last }) => [name, last])) as Partial<
      Record<NumberedTable, number>
    >,
    /** Last row of the audit log: every change moves it. */
    auditHead: head?.id ?? 0,
  }
}

/** People by address; those who are known. */
export const readUserByEmail = async (db: VerificationDatabase, email: string) =>
  (await db.orm.select().from(users).where(eq(users.email, email)))[0]

export const readUser = async (db: VerificationDatabase, id: number) =>
  (await db.orm.select().from(users).where(eq(users.id, id)))[0]

/** Ids and names of all of these addresses that are known. */
export async function readUsersByEmail(
  db: VerificationDatabase,
  emails: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { results } = await db.d1
    .prepare('SELECT id, email FROM users WHERE email IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(emails))
    .all<{ id: number; email: string }>()
  return new Map(results.map(({ id, email }) => [email, id]))
}
