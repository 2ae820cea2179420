/** Who may fetch keys from here. */

import { eq } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import { cached } from '../../cached.ts'
import type { KeyserverDatabase } from '../database.ts'
import { federationAuthorizations } from '../schema/federation-authorizations.ts'
import { federationPartners } from '../schema/federation-partners.ts'

export type FederationAuthorizationRow = typeof federationAuthorizations.$inferSelect

export interface FederationAuthorization extends Omit<FederationAuthorizationRow, 'partnerName'> {
  /** Of the partner that the caller is; undefined where it is none. */
  readonly partnerId: number | undefined
  /** Partners whose keys are forwarded to it. */
  readonly gatewayFrom: readonly number[]
}

/** All of them, since they are few, and a snapshot also knows who is not among them. */
export async function readFederationAuthorizations(
  db: KeyserverDatabase,
): Promise<readonly FederationAuthorization[]> {
  const rows = await db.orm
    .select({
      authorization: federationAuthorizations,
      partnerId: federationPartners.id,
      gatewayFrom: federationPartners.gatewayFrom,
    })
    .from(federationAuthorizations)
    .leftJoin(federationPartners, eq(federationPartners.name, federationAuthorizations.partnerName))
    .orderBy(federationAuthorizations.id)
  return rows.map(({ authorization, partnerId, gatewayFrom }) => ({
    ...authorization,
    partnerId: partnerId ?? undefined,
    // Nobody gets back what it brought.
    gatewayFrom: (gatewayFrom ?? []).filter((id) => id !== partnerId),
  }))
}

/** As of at most `maxAgeSeconds` ago: a row that was taken away is noticed within that time. */
export const federationAuthorizationCache = (
  db: KeyserverDatabase,
  maxAgeSeconds: number,
): ((now: UnixSeconds) => Promise<readonly FederationAuthorization[]>) =>
  cached((_now) => readFederationAuthorizations(db), maxAgeSeconds)
