/** Who may vouch for keys, and for whose apps. Values only; the rows behind them are the database's. */

import type { UnixSeconds } from '../time.ts'

/** A key that a health authority signs certificates with. */
export interface HealthAuthorityKey {
  /** The `kid` of its certificates. */
  readonly version: string
  readonly validFrom: UnixSeconds
  /** undefined: no end. */
  readonly validThru: UnixSeconds | undefined
  /** ECDSA P-256, for verifying. */
  readonly publicKey: CryptoKey
}

export interface HealthAuthority {
  readonly id: number
  /** Exact `iss` of its certificates. */
  readonly issuer: string
  /** Exact `aud` of its certificates. */
  readonly audience: string
  readonly name: string
  readonly keys: readonly HealthAuthorityKey[]
  /** Uploads a UTC day that are taken from it; undefined: no limit. */
  readonly dailyUploadLimit: number | undefined
  readonly mayReadStatistics: boolean
}

export const FEDERATION_CONSENTS = ['never', 'traveler', 'claim', 'always'] as const
/** When keys of an app's users may leave the country. */
export type FederationConsent = (typeof FEDERATION_CONSENTS)[number]

/** The tenant of an upload: the app, by the id that its requests carry as `healthAuthorityID`. */
export interface AuthorizedApp {
  /** Lower case. */
  readonly appPackageName: string
  /** Upper case; empty: any region may be asked for, and none is implied. */
  readonly allowedRegions: readonly string[]
  readonly allowedHealthAuthorityIds: readonly number[]
  readonly bypassesCertificate: boolean
  readonly bypassesRevisionToken: boolean
  /** Publishes keys of the running day without embargo. For trials only. */
  readonly releasesSameDayKeys: boolean
  readonly federationConsent: FederationConsent
}

/** What an upload has to be checked against. A snapshot: a revoked thing is noticed when the next one is taken. */
export interface TenantDirectory {
  /** @param appPackageName in any case */
  app(appPackageName: string): AuthorizedApp | undefined
  healthAuthority(issuer: string): HealthAuthority | undefined
  /** Package names of apps with a switch on that lets something pass unchecked. */
  bypassingApps(): readonly string[]
}
