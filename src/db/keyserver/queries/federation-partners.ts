/** Partners as they stand in the configuration; writing them is the configuration's. */

import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { federationPartners } from '../schema/federation-partners.ts'

export type PartnerRow = typeof federationPartners.$inferSelect

/** Those that are active, by id. */
export const readPartners = async (
  db: KeyserverDatabase,
  now: UnixSeconds,
): Promise<readonly PartnerRow[]> =>
  db.orm
    .select()
    .from(federationPartners)
    .where(
      and(
        lt(federationPartners.activeFrom, now),
        or(isNull(federationPartners.activeThru), gt(federationPartners.activeThru, now)),
      ),
    )
    .orderBy(federationPartners.id)

/** Active or not. */
export async function readPartner(
  db: KeyserverDatabase,
  id: number,
): Promise<PartnerRow | undefined> {
  const [row] = await db.orm.select().from(federationPartners).where(eq(federationPartners.id, id))
  return row
}

export const isActive = (
  { activeFrom, activeThru }: Pick<PartnerRow, 'activeFrom' | 'activeThru'>,
  now: UnixSeconds,
): boolean => activeFrom < now && (activeThru === null || activeThru > now)
