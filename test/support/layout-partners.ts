/** Partners as far as a layout asks for them: whose keys are whose. */

import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { federationPartners } from '../../src/db/keyserver/schema/federation-partners.ts'

export interface LayoutPartner {
  readonly id: number
  readonly prefix: string
  /** Unix seconds. */
  readonly activeThru?: number
}

export async function enterLayoutPartners(
  db: KeyserverDatabase,
  partners: readonly LayoutPartner[],
): Promise<void> {
  const rows = partners.map(({ id, prefix, activeThru }) => ({
    id,
    name: prefix,
    prefix,
    protocol: 'uk' as const,
    baseUrl: 'https://federation.example',
    importsKeys: true,
    exportsKeys: false,
    gatewayFrom: [],
    ownOrigin: 'GB-EAW',
    regions: ['GB-EAW'],
    exportRegions: [],
    traveler: false,
    settings: {},
    wrappedCredentials: null,
    contentSignerId: null,
    activeFrom: 0,
    activeThru: activeThru ?? null,
  }))
  await db.orm.insert(federationPartners).values(rows)
}
