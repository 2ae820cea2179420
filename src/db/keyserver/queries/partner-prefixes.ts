/** What partners' keys are called by in layouts that name them. */

import type { KeyserverDatabase } from '../database.ts'
import { federationPartners } from '../schema/federation-partners.ts'

/** Of all partners, also those that ended: their keys are published as long as any. */
export const readPartnerPrefixes = (
  db: KeyserverDatabase,
): Promise<readonly { readonly id: number; readonly prefix: string }[]> =>
  db.orm
    .select({ id: federationPartners.id, prefix: federationPartners.prefix })
    .from(federationPartners)
