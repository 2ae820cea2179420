/** What an operator may set of an export in the NHS layout. Bounds are in `check-settings.ts`. Pure. */

export interface NhsSettings {
  /** Minutes from a period to its window, negative: files are made so much before the period ends. */
  readonly offsetMinutes: number
  /** Where this backend is, e.g. `GB-EAW`; '' where keys are not told apart by region. */
  readonly homeRegion: string
  /** Regions with a set of files of their own, beside the default one. */
  readonly regions: readonly string[]
  /** Whether the default set holds the home region's keys of interest only; else all that are allowed. */
  readonly interestFilter: boolean
  /** By region: origins whose keys are of interest to it whatever they say themselves. */
  readonly interestOrigins: Readonly<Record<string, readonly string[]>>
  /** Partners' keys that are published, such as `nearform/GB-SCT`. */
  readonly allowedPrefixes: readonly string[]
  /** Keys that are not, even if allowed. */
  readonly disabledPrefixes: readonly string[]
  /** Minutes that a key waits after its end, so that it is of no use to whoever replays it; 0: it leaves with its upload. */
  readonly expiryPolicyMinutes: number
  /** Names of the app in each file; '' for none. */
  readonly appBundleId: string
  /** Risk that is written of a key whose phone sent none. */
  readonly missingRiskLevel: number
  /** Days for which a daily file without keys is kept in place. */
  readonly emptyDailyDays: number
  /** Signer of the objects' headers, by its name `keyId-keyVersion`; '' for the first that signs the files. */
  readonly headerSigner: string
  /** How apps know that signer's key; '' for its name. */
  readonly headerKeyId: string
}

export const DEFAULT_NHS_SETTINGS: NhsSettings = {
  offsetMinutes: -15,
  homeRegion: '',
  regions: [],
  interestFilter: false,
  interestOrigins: {},
  allowedPrefixes: [],
  disabledPrefixes: [],
  expiryPolicyMinutes: 120,
  appBundleId: '',
  missingRiskLevel: 7,
  emptyDailyDays: 30,
  headerSigner: '',
  headerKeyId: '',
}

/** Where a property of the original is here. */
export type Counterpart =
  | { readonly setting: keyof NhsSettings }
  /** Elsewhere: a variable, or a member of the export or the partner. */
  | { readonly elsewhere: string }
  | { readonly none: string }

/**
 * Properties of the original's distribution, its submission and the federation's part in them.
 * Source: diagnosiskeydist BatchProcessingConfig and handler, diagnosiskeyssubmission handler, keyfederation.
 */
export const NHS_PROPERTIES: Readonly<Record<string, Counterpart>> = {
  ZIP_SUBMISSION_PERIOD_OFFSET: { setting: 'offsetMinutes' },
  DIAGNOSIS_KEY_SUBMISSION_PREFIXES: { setting: 'allowedPrefixes' },
  MOBILE_APP_BUNDLE_ID: { setting: 'appBundleId' },
  SSM_METADATA_SIGNING_KEY_ID_PARAMETER_NAME: { setting: 'headerSigner' },
  REGION: { setting: 'homeRegion' },
  SSM_AG_SIGNING_KEY_ID_PARAMETER_NAME: { elsewhere: "the export's signers" },
  SSM_KEY_ID_PARAMETER_NAME: { elsewhere: 'NHS_RESPONSE_SIGNER' },
  SUBMISSION_TOKENS_TABLE: { elsewhere: 'POST /operator/submission-tokens gives them out' },
  FEDERATED_KEY_DOWNLOAD_PREFIX: { elsewhere: "the partner's prefix" },
  VALID_DOWNLOAD_ORIGINS: { elsewhere: "the partner's origins" },
  DOWNLOAD_RISK_LEVEL_DEFAULT: { elsewhere: "the partner's import" },
  DOWNLOAD_RISK_LEVEL_DEFAULT_ENABLED: { elsewhere: "the partner's import" },
  ABORT_OUTSIDE_TIME_WINDOW: {
    none: 'a run that is late writes what it would have written in time: files depend on the run that is due, not on the clock',
  },
  DISTRIBUTION_BUCKET_NAME: { none: 'the one bucket EXPORTS' },
  SUBMISSION_BUCKET_NAME: { none: 'keys are rows' },
  SUBMISSION_STORE: { none: 'keys are rows' },
  DISTRIBUTION_ID: { none: 'nothing to invalidate: answers say themselves how long they are good' },
  DISTRIBUTION_PATTERN_DAILY: { none: 'as DISTRIBUTION_ID' },
  DISTRIBUTION_PATTERN_2HOURLY: { none: 'as DISTRIBUTION_ID' },
  LOAD_SUBMISSIONS_TIMEOUT: { none: 'keys are read by an index' },
  LOAD_SUBMISSIONS_THREAD_POOL_SIZE: { none: 'as LOAD_SUBMISSIONS_TIMEOUT' },
  MAXIMAL_ZIP_SIGN_S3_PUT_TIME: { none: "a job's lease bounds it" },
}
