/** Partners that are there, as entries of a document: without their credentials. */

import type { PartnerEntry } from '../core/configuration/federation-entries.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'

type Names = ReadonlyMap<number, string>

export function partnerEntryOf(
  row: ConfigurationRows['partners'][number],
  partnerNames: Names,
  contentSignerNames: Names,
): PartnerEntry {
  const contentSigner = contentSignerNames.get(row.contentSignerId ?? 0)
  return {
    name: row.name,
    protocol: row.protocol,
    baseUrl: row.baseUrl,
    importsKeys: row.importsKeys,
    exportsKeys: row.exportsKeys,
    gatewayFrom: row.gatewayFrom.flatMap((id) => partnerNames.get(id) ?? []),
    ownOrigin: row.ownOrigin,
    prefix: row.prefix,
    regions: row.regions,
    exportRegions: row.exportRegions,
    traveler: row.traveler,
    ...(contentSigner !== undefined && { contentSigner }),
    settings: row.settings,
    activeFrom: formatIsoTime(row.activeFrom),
    ...(row.activeThru !== null && { activeThru: formatIsoTime(row.activeThru) }),
  }
}
