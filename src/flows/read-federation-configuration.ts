/** Partners and callers that are there, as entries of a document: without credentials. */

import { canonicalPem } from '../core/configuration/document.ts'
import type {
  EfgsCertificateEntry,
  FederationAuthorizationEntry,
  NationEntry,
  PartnerEntry,
} from '../core/configuration/federation-entries.ts'
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

export const authorizationEntryOf = (
  row: ConfigurationRows['federationAuthorizations'][number],
): FederationAuthorizationEntry => ({
  issuer: row.issuer,
  subject: row.subject,
  ...(row.audience !== null && { audience: row.audience }),
  includeRegions: row.includeRegions,
  excludeRegions: row.excludeRegions,
  ...(row.partnerName !== null && { partnerName: row.partnerName }),
  keys: row.publicKeys.map(({ kid, publicKeyPem }) => ({
    kid,
    publicKeyPem: canonicalPem(publicKeyPem),
  })),
  ...(row.jwksUri !== null && { jwksUri: row.jwksUri }),
})

export const nationEntryOf = (row: ConfigurationRows['nations'][number]): NationEntry => ({
  uuid: row.uuid,
  region: row.region,
  publicKeysPem: row.publicKeyPems.map(canonicalPem),
  gatewayOrigins: row.gatewayOrigins,
  revoked: row.revokedAt !== null,
  withholdsKeys: row.withholdsKeys,
})

/** The PEM as it is: the operator signed these bytes. */
export const efgsCertificateEntryOf = (
  row: ConfigurationRows['efgsCertificates'][number],
): EfgsCertificateEntry => ({
  thumbprint: row.thumbprint,
  country: row.country,
  type: row.type,
  certificatePem: row.pem,
  operatorSignature: row.signature,
  host: row.host,
  gatewayOrigins: row.gatewayOrigins,
  revoked: row.revokedAt !== null,
})
