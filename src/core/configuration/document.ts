/**
 * The whole configuration of a key server as one document. Rows are named by what others know them by (issuer, package name,
 * root, address), never by ids. Times are texts as `core/iso-time.ts` reads them. A section that is missing is not spoken of;
 * one that is there is complete. Pure.
 */

import { toBase64 } from '../bytes.ts'
import type { Country } from '../countries.ts'
import { decodePem, encodePem } from '../crypto/pem.ts'
import type { Layout } from '../layouts/layouts.ts'
import type { FederationConsent } from '../verification/health-authority.ts'
import {
  callerNameOf,
  type EfgsCertificateEntry,
  type FederationAuthorizationEntry,
  type NationEntry,
  type PartnerEntry,
} from './federation-entries.ts'

export interface HealthAuthorityEntry {
  readonly issuer: string
  readonly audience: string
  readonly name: string
  readonly jwksUri?: string | undefined
  readonly mayReadStatistics: boolean
  readonly dailyUploadLimit?: number | undefined
  /** Those entered by hand; those found at `jwksUri` are no configuration. */
  readonly keys: readonly {
    readonly version: string
    readonly publicKeyPem: string
    readonly validFrom: string
    readonly validThru?: string | undefined
  }[]
}

export interface AuthorizedAppEntry {
  readonly appPackageName: string
  readonly allowedRegions: readonly string[]
  /** Issuers. */
  readonly allowedHealthAuthorities: readonly string[]
  readonly bypassesCertificate: boolean
  readonly bypassesRevisionToken: boolean
  readonly releasesSameDayKeys: boolean
  readonly federationConsent: FederationConsent
}

export interface SigningKeyEntry {
  readonly name: string
  readonly publicKeyPem?: string | undefined
  readonly generate?: boolean | undefined
  /** Read, never written. */
  readonly privateKeyPem?: string | undefined
}

export interface SignerEntry {
  readonly signingKeyName: string
  readonly keyId: string
  readonly keyVersion: string
  readonly activatesAt: string
  readonly retiresAt?: string | undefined
}

export interface ExportEntry {
  readonly filenameRoot: string
  readonly periodSeconds: number
  readonly outputRegion: string
  readonly inputRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly includeTravelers: boolean
  readonly onlyNonTravelers: boolean
  readonly activeFrom: string
  readonly activeThru?: string | undefined
  /** As `signerName` has them. */
  readonly signers: readonly string[]
  readonly maxRecordsOverride?: number | undefined
}

export interface LayoutExportEntry {
  readonly name: string
  readonly layout: Layout
  readonly prefix: string
  readonly inputRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly includeTravelers: boolean
  readonly activeFrom: string
  readonly activeThru?: string | undefined
  /** As `signerName` has them. */
  readonly signers: readonly string[]
  /** Name of what signs whole contents, in layouts that have such signatures. */
  readonly contentSigner?: string | undefined
  /** The layout's own, as far as they are not its defaults. */
  readonly settings: Readonly<Record<string, unknown>>
}

export interface PaddingPolicyEntry {
  readonly region: string
  readonly minimumUploads: number
  readonly minimumKeys?: number | undefined
  readonly federationConsent: FederationConsent
}

export interface ImportEntry {
  readonly indexUrl: string
  readonly exportRootUrl: string
  readonly region: string
  readonly traveler: boolean
  readonly activeFrom: string
  readonly activeThru?: string | undefined
  readonly requiresSignature: boolean
  readonly keys: readonly {
    readonly keyId: string
    readonly keyVersion: string
    readonly publicKeyPem: string
    readonly validFrom: string
    readonly validThru?: string | undefined
  }[]
}

export interface MirrorEntry {
  readonly indexUrl: string
  readonly exportRootUrl: string
  readonly filenameRoot: string
  readonly filenameRewrite?: string | undefined
}

/** Signs whole contents of layouts that want it. */
export interface ContentSignerEntry {
  readonly name: string
  /** The signer's own first, then those that issued it. */
  readonly certificatesPem: string
  /** Read, never written. */
  readonly privateKeyPem?: string | undefined
}

export type CountryEntry = Country

export interface Configuration {
  readonly healthAuthorities: readonly HealthAuthorityEntry[]
  readonly authorizedApps: readonly AuthorizedAppEntry[]
  readonly signingKeys: readonly SigningKeyEntry[]
  readonly signers: readonly SignerEntry[]
  readonly exports: readonly ExportEntry[]
  readonly layoutExports: readonly LayoutExportEntry[]
  readonly paddingPolicies: readonly PaddingPolicyEntry[]
  readonly imports: readonly ImportEntry[]
  readonly mirrors: readonly MirrorEntry[]
  readonly contentSigners: readonly ContentSignerEntry[]
  readonly countries: readonly CountryEntry[]
  readonly partners: readonly PartnerEntry[]
  readonly federationAuthorizations: readonly FederationAuthorizationEntry[]
  readonly nations: readonly NationEntry[]
  readonly efgsCertificates: readonly EfgsCertificateEntry[]
}

export type SectionName = keyof Configuration

export type ConfigurationDocument = {
  readonly [Section in SectionName]?: Configuration[Section] | undefined
}

/** How phones call a signer, and how an export names it. */
export const signerNameOf = (signer: { readonly keyId: string; readonly keyVersion: string }) =>
  `${signer.keyId}-${signer.keyVersion}`

/** An entry's name within its section: two entries with one name are one row. */
export const NAME_OF: {
  readonly [Section in SectionName]: (entry: Configuration[Section][number]) => string
} = {
  healthAuthorities: (entry) => entry.issuer,
  authorizedApps: (entry) => entry.appPackageName,
  signingKeys: (entry) => entry.name,
  signers: signerNameOf,
  // The index of exports is blind to case, as object stores behind some caches are.
  exports: (entry) => entry.filenameRoot.toLowerCase(),
  layoutExports: (entry) => entry.name.toLowerCase(),
  paddingPolicies: (entry) => entry.region,
  imports: (entry) => entry.indexUrl,
  mirrors: (entry) => entry.indexUrl,
  contentSigners: (entry) => entry.name,
  countries: (entry) => entry.code,
  partners: (entry) => entry.name,
  federationAuthorizations: callerNameOf,
  nations: (entry) => entry.uuid,
  efgsCertificates: (entry) => entry.thumbprint,
}

/** The same PEM whatever its line breaks; unreadable text stays as it is. */
export function canonicalPem(pem: string): string {
  const der = decodePem('PUBLIC KEY', pem)
  return der === undefined ? pem : encodePem('PUBLIC KEY', der)
}

/** Whether two PEM texts hold the same public key. */
export function isSamePublicKey(a: string, b: string): boolean {
  const [first, second] = [decodePem('PUBLIC KEY', a), decodePem('PUBLIC KEY', b)]
  return first !== undefined && second !== undefined && toBase64(first) === toBase64(second)
}
