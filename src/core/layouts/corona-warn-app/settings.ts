/**
 * What an operator may set of a Corona-Warn-App export. Names of the original's properties, and what became of each, are in
 * `original-properties.ts`. Pure.
 */

/** The service as it was described in mid-2020, or as it was when it ended, which is what the released apps read. */
export type CoronaWarnAppEra = 'seed' | 'head'

export interface CoronaWarnAppSettings {
  /** The service of mid-2020, or of its end, which is what the released apps read. */
  readonly era: CoronaWarnAppEra
  /** Directory of keys at home. ISO 3166-1 alpha-2, upper case. */
  readonly originCountry: string
  /** Countries whose visitors' keys are published, the origin among them. */
  readonly supportedCountries: readonly string[]
  /** Directory that holds the keys of all supported countries. */
  readonly euPackageName: string
  /** Stands in every file: another one changes all hashes. */
  readonly appBundleId: string
  /** Keys are released in the hour of their upload, the present one too, however few they are. */
  readonly demo: boolean
  /** A given risk below it is left out. 1 to 8. */
  readonly minimumRisk: number
  /** Days that keys and files are kept. */
  readonly retentionDays: number
  /** Days back that submissions are published. */
  readonly daysToPublish: number
  /** Days whose hours have files, today among them. */
  readonly hourFileRetentionDays: number
  /** Minutes that a key waits after its end. */
  readonly expiryPolicyMinutes: number
  /** Keys that a package has at least, unless it is empty. */
  readonly shiftingThreshold: number
  /** Keys that a package has at most: a day or an hour with more is left out. */
  readonly maxKeysPerBundle: number
  /** Whether the day that is not over has a file, replaced as it grows. */
  readonly includeIncompleteDays: boolean
  /** Whether, in a demo, the hour that is not over has a file, replaced as it grows. */
  readonly includeIncompleteHours: boolean
  /** Expiry and threshold also for keys of other countries, each by itself. */
  readonly applyPoliciesForAllCountries: boolean
  /** Whether today's hour index is there, empty, before the first hour of the day is over. The original's is not. */
  readonly emptyTodayIndex: boolean
  /** Files of keys that are published already are replaced where their content differs. */
  readonly forceUpdateKeyFiles: boolean
  /** Objects that are written at once. */
  readonly uploadThreads: number
  /** Attempts at a write or a deletion. */
  readonly retryAttempts: number
  /** Milliseconds between them. */
  readonly retryBackoffMs: number
  /** Failed writes and deletions that a run bears. */
  readonly maxFailedOperations: number
}

export type CoronaWarnAppDraft = {
  readonly [Name in keyof CoronaWarnAppSettings]?: CoronaWarnAppSettings[Name] | undefined
}

type DefaultSettings = Omit<CoronaWarnAppSettings, 'appBundleId' | 'supportedCountries'>

const HEAD_DEFAULTS: DefaultSettings = {
  era: 'head',
  originCountry: 'DE',
  euPackageName: 'EUR',
  demo: false,
  minimumRisk: 3,
  retentionDays: 14,
  daysToPublish: 10,
  hourFileRetentionDays: 2,
  expiryPolicyMinutes: 120,
  shiftingThreshold: 140,
  maxKeysPerBundle: 600_000,
  includeIncompleteDays: false,
  includeIncompleteHours: false,
  applyPoliciesForAllCountries: false,
  emptyTodayIndex: false,
  forceUpdateKeyFiles: false,
  uploadThreads: 4,
  retryAttempts: 3,
  retryBackoffMs: 2000,
  maxFailedOperations: 5,
}

/** All that was uploaded within the two weeks was published then, by hours for as long as by days. */
const SEED_DEFAULTS: DefaultSettings = {
  ...HEAD_DEFAULTS,
  era: 'seed',
  minimumRisk: 1,
  daysToPublish: 14,
  hourFileRetentionDays: 14,
}

/** What is taken for what a draft leaves out. */
export const defaultSettings = (era: CoronaWarnAppEra): DefaultSettings =>
  era === 'seed' ? SEED_DEFAULTS : HEAD_DEFAULTS
