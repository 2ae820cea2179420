/**
 * What an operator may set of a partner that is a gateway as the European one. Names of the originals' properties, and what became
 * of each, are in `original-properties.ts`. Pure.
 */

import type { EfgsReportType } from './diagnosis-key.ts'

/** Whose rules imported keys are judged by: the Corona-Warn-App's, or CoronaMelder's. */
export const EFGS_PROFILES = ['corona-warn-app', 'coronamelder'] as const
export type EfgsProfile = (typeof EFGS_PROFILES)[number]

/** `of_key`: those that a key's person was in and that are shared. `one_eu`: one list for all. */
export const VISITED_COUNTRIES_MODES = ['of_key', 'one_eu'] as const
export type VisitedCountriesMode = (typeof VISITED_COUNTRIES_MODES)[number]

export interface EfgsSettings {
  /** What stands for what is left out, and the risk of imported keys: the Corona-Warn-App's scale, or CoronaMelder's. */
  readonly profile: EfgsProfile
  /** Whether the gateway is asked for new batches, beside those that it announces. */
  readonly pollsBatches: boolean
  /** Days back of the first question. */
  readonly daysToDownload: number
  /** Whether the signatures of every upload in a batch are fetched and verified before its keys are taken. */
  readonly auditsBatches: boolean
  /** Certificate of the gateway's operator, PEM: an audit then also asks for its signature on every certificate. '' for none. */
  readonly trustAnchorPem: string
  /** By country: further origins whose keys its uploads may hold. */
  readonly gatewayOrigins: Readonly<Record<string, readonly string[]>>
  /** Whether an imported key has to start at midnight, UTC. */
  readonly requiresMidnightStart: boolean
  /** Milliseconds for a download, an audit or a registration. */
  readonly downloadTimeoutMs: number
  /** Milliseconds for an upload. */
  readonly uploadTimeoutMs: number
  /** Address that the gateway announces batches to; '' for none. */
  readonly callbackUrl: string
  /** Our name of that registration; '' for one that is made from the address. */
  readonly callbackId: string
  /** Thumbprints of the certificates by which the gateway announces, lower-case hexadecimal. */
  readonly callbackCertificates: readonly string[]
  /** Fewer keys wait for more. */
  readonly minUploadKeys: number
  /** More keys are cut into several batches. */
  readonly maxUploadKeys: number
  /** Whether keys tell their report type. */
  readonly sendsReportType: boolean
  /** What they tell instead. */
  readonly defaultReportType: EfgsReportType
  /** Whether keys tell the days since the onset of symptoms. */
  readonly sendsOnset: boolean
  /** What they tell instead: the code of an onset. */
  readonly defaultOnset: number
  /** The countries that a key is sent with. */
  readonly visitedCountriesMode: VisitedCountriesMode
  /** Countries of `one_eu`, and of keys whose app asks for none; empty: all that the list of countries shares. */
  readonly visitedCountries: readonly string[]
  /** By origin, such as "GB-SCT": the country that a forwarded key is sent as. */
  readonly originMap: Readonly<Record<string, string>>
  /** Whether requests name our certificate in headers: for gateways without a proxy in front, in tests alone. */
  readonly sendsClientHeaders: boolean
}

const CORONA_WARN_APP: EfgsSettings = {
  profile: 'corona-warn-app',
  pollsBatches: true,
  daysToDownload: 7,
  auditsBatches: true,
  trustAnchorPem: '',
  gatewayOrigins: {},
  requiresMidnightStart: true,
  downloadTimeoutMs: 10_000,
  uploadTimeoutMs: 60_000,
  callbackUrl: '',
  callbackId: '',
  callbackCertificates: [],
  minUploadKeys: 140,
  maxUploadKeys: 4000,
  sendsReportType: true,
  defaultReportType: 'UNKNOWN',
  sendsOnset: true,
  defaultOnset: 1,
  visitedCountriesMode: 'of_key',
  visitedCountries: [],
  originMap: {},
  sendsClientHeaders: false,
}

const CORONAMELDER: EfgsSettings = {
  ...CORONA_WARN_APP,
  profile: 'coronamelder',
  requiresMidnightStart: false,
  // Its synthetic uploads fill what is published, not what is sent.
  minUploadKeys: 150,
  maxUploadKeys: 5000,
}

/** What is taken for what a draft leaves out. */
export const defaultEfgsSettings = (profile: EfgsProfile): EfgsSettings =>
  profile === 'coronamelder' ? CORONAMELDER : CORONA_WARN_APP
