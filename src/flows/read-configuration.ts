/** The configuration that is there, as a document: public keys only. */

import {
  type Configuration,
  canonicalPem,
  NAME_OF,
  type SectionName,
  signerNameOf,
} from '../core/configuration/document.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'
import {
  authorizationEntryOf,
  efgsCertificateEntryOf,
  nationEntryOf,
  partnerEntryOf,
} from './read-federation-configuration.ts'

/** Every section, each sorted by name. Polled keys are state of the poll, not configuration, and are not in it. */
export function configurationOf(rows: ConfigurationRows): Configuration {
  const issuers = new Map(rows.authorities.map(({ id, issuer }) => [id, issuer]))
  const keyNames = new Map(rows.signingKeys.map(({ id, name }) => [id, name]))
  const signerNames = new Map(rows.signers.map((signer) => [signer.id, signerNameOf(signer)]))
  const contentSignerNames = new Map(rows.contentSigners.map(({ id, name }) => [id, name]))
  const partnerNames = new Map(rows.partners.map(({ id, name }) => [id, name]))
  return {
    healthAuthorities: sorted(
      'healthAuthorities',
      rows.authorities.map((row) => ({
        issuer: row.issuer,
        audience: row.audience,
        name: row.name,
        ...optional('jwksUri', row.jwksUri),
        mayReadStatistics: row.mayReadStatistics,
        ...optional('dailyUploadLimit', row.dailyUploadLimit),
        keys: rows.authorityKeys
          .filter((key) => key.healthAuthorityId === row.id && !key.isPolled)
          .map(({ version, publicKeyPem, validFrom, validThru }) => ({
            version,
            publicKeyPem: canonicalPem(publicKeyPem),
            validFrom: formatIsoTime(validFrom),
            ...time('validThru', validThru),
          })),
      })),
    ),
    authorizedApps: sorted(
      'authorizedApps',
      rows.apps.map(({ allowedHealthAuthorityIds, ...row }) => ({
        ...row,
        allowedHealthAuthorities: named(allowedHealthAuthorityIds, issuers),
      })),
    ),
    signingKeys: sorted(
      'signingKeys',
      rows.signingKeys.map(({ name, publicKeyPem }) => ({ name, publicKeyPem })),
    ),
    signers: sorted(
      'signers',
      rows.signers.map((row) => ({
        signingKeyName: keyNames.get(row.signingKeyId) ?? '',
        keyId: row.keyId,
        keyVersion: row.keyVersion,
        activatesAt: formatIsoTime(row.activatesAt),
        ...time('retiresAt', row.retiresAt),
      })),
    ),
    exports: sorted(
      'exports',
      rows.exports.map((row) => ({
        filenameRoot: row.filenameRoot,
        periodSeconds: row.periodSeconds,
        outputRegion: row.outputRegion,
        inputRegions: row.inputRegions,
        excludeRegions: row.excludeRegions,
        includeTravelers: row.includeTravelers,
        onlyNonTravelers: row.onlyNonTravelers,
        activeFrom: formatIsoTime(row.activeFrom),
        ...time('activeThru', row.activeThru),
        signers: named(row.signatureInfoIds, signerNames),
        ...optional('maxRecordsOverride', row.maxRecordsOverride),
      })),
    ),
    layoutExports: sorted(
      'layoutExports',
      rows.layoutExports.map((row) => ({
        name: row.name,
        layout: row.layout,
        prefix: row.prefix,
        inputRegions: row.inputRegions,
        excludeRegions: row.excludeRegions,
        includeTravelers: row.includeTravelers,
        activeFrom: formatIsoTime(row.activeFrom),
        ...time('activeThru', row.activeThru),
        signers: named(row.signatureInfoIds, signerNames),
        ...optional('contentSigner', contentSignerNames.get(row.contentSignerId ?? 0) ?? null),
        settings: row.settings,
      })),
    ),
    paddingPolicies: sorted(
      'paddingPolicies',
      rows.padding.map(({ minimumKeys, ...policy }) => ({
        ...policy,
        ...(minimumKeys !== null && { minimumKeys }),
      })),
    ),
    ...foreignOf(rows),
    contentSigners: sorted(
      'contentSigners',
      rows.contentSigners.map(({ name, certificatesPem }) => ({ name, certificatesPem })),
    ),
    countries: sorted('countries', rows.countries),
    partners: sorted(
      'partners',
      rows.partners.map((row) => partnerEntryOf(row, partnerNames, contentSignerNames)),
    ),
    federationAuthorizations: sorted(
      'federationAuthorizations',
      rows.federationAuthorizations.map(authorizationEntryOf),
    ),
    nations: sorted('nations', rows.nations.map(nationEntryOf)),
    efgsCertificates: sorted('efgsCertificates', rows.efgsCertificates.map(efgsCertificateEntryOf)),
  }
}

const foreignOf = (rows: ConfigurationRows): Pick<Configuration, 'imports' | 'mirrors'> => ({
  imports: sorted(
    'imports',
    rows.imports.map((row) => ({
      indexUrl: row.indexUrl,
      exportRootUrl: row.exportRootUrl,
      region: row.region,
      traveler: row.traveler,
      activeFrom: formatIsoTime(row.activeFrom),
      ...time('activeThru', row.activeThru),
      requiresSignature: row.requiresSignature,
      keys: rows.importKeys
        .filter((key) => key.importId === row.id)
        .map(({ keyId, keyVersion, publicKeyPem, validFrom, validThru }) => ({
          keyId,
          keyVersion,
          publicKeyPem: canonicalPem(publicKeyPem),
          validFrom: formatIsoTime(validFrom),
          ...time('validThru', validThru),
        })),
    })),
  ),
  mirrors: sorted(
    'mirrors',
    rows.mirrors.map(({ indexUrl, exportRootUrl, filenameRoot, filenameRewrite }) => ({
      indexUrl,
      exportRootUrl,
      filenameRoot,
      ...optional('filenameRewrite', filenameRewrite),
    })),
  ),
})

function sorted<S extends SectionName>(
  section: S,
  entries: readonly Configuration[S][number][],
): Configuration[S] {
  const nameOf = NAME_OF[section]
  return [...entries].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  ) as unknown as Configuration[S]
}

/** Names of what still exists; an id that names nothing has no effect anywhere. */
const named = (ids: readonly number[], names: ReadonlyMap<number, string>): readonly string[] => [
  ...new Set(
    ids.flatMap((id) => {
      const name = names.get(id)
      return name === undefined ? [] : [name]
    }),
  ),
]

const optional = <K extends string, T>(name: K, value: T | null): { readonly [P in K]?: T } =>
  (value === null ? {} : { [name]: value }) as { readonly [P in K]?: T }

const time = <K extends string>(name: K, at: number | null): { readonly [P in K]?: string } =>
  optional(name, at === null ? null : formatIsoTime(at))
