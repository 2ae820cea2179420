/**
 * Properties of the original's distribution service, and what each is here. An operator who moves over is told of every one
 * that would have no effect. Pure.
 * Source: corona-warn-app/cwa-server `services/distribution/src/main/resources/application.yaml`.
 */

import type { CoronaWarnAppSettings } from './settings.ts'

export type PropertyForm = 'whole number' | 'true or false' | 'text' | 'list'

export type PropertyCounterpart =
  | {
      readonly kind: 'setting'
      readonly setting: keyof CoronaWarnAppSettings
      readonly form: PropertyForm
    }
  /** Apps rely on this value: no other can be set. */
  | { readonly kind: 'fixed'; readonly value: string }
  /** No counterpart: why, or where it is set instead. */
  | { readonly kind: 'absent'; readonly reason: string }

export interface OriginalProperty {
  /** Below "services.distribution.". */
  readonly property: string
  /** Name of the variable that overrides it, where there is one. */
  readonly environment?: string
  readonly counterpart: PropertyCounterpart
}

const setting = (
  name: keyof CoronaWarnAppSettings,
  form: PropertyForm = 'whole number',
): PropertyCounterpart => ({ kind: 'setting', setting: name, form })
const fixed = (value: string): PropertyCounterpart => ({ kind: 'fixed', value })
const absent = (reason: string): PropertyCounterpart => ({ kind: 'absent', reason })

const STORE = 'the store is a binding of the deployment: it has neither address nor credentials'
const CONFIGURATION =
  'a document of the operator: `tocsin document put` signs and publishes it as it is'
const STATISTICS = 'key figures are not part of this layout'
const WARNINGS = 'warnings of events are not part of this layout'
const SIGNER = 'set in the signer of the export'

/** Every property of the service that concerns keys, once. */
export const ORIGINAL_PROPERTIES: readonly OriginalProperty[] = [
  {
    property: 'infection-threshold',
    environment: 'INFECTION_THRESHOLD',
    counterpart: absent('no rule for keys reads it'),
  },
  { property: 'output-file-name', counterpart: fixed('index') },
  { property: 'output-file-name-v2', counterpart: fixed('index-v2') },
  { property: 'retention-days', counterpart: setting('retentionDays') },
  {
    property: 'srs-type-statistics-days',
    environment: 'SRS_TYPE_STATISTICS_DAYS',
    counterpart: absent(STATISTICS),
  },
  {
    property: 'days-to-publish',
    environment: 'DAYS_TO_PUBLISH',
    counterpart: setting('daysToPublish'),
  },
  { property: 'expiry-policy-minutes', counterpart: setting('expiryPolicyMinutes') },
  { property: 'shifting-policy-threshold', counterpart: setting('shiftingThreshold') },
  { property: 'maximum-number-of-keys-per-bundle', counterpart: setting('maxKeysPerBundle') },
  {
    property: 'include-incomplete-days',
    counterpart: setting('includeIncompleteDays', 'true or false'),
  },
  {
    property: 'include-incomplete-hours',
    counterpart: setting('includeIncompleteHours', 'true or false'),
  },
  { property: 'eu-package-name', counterpart: setting('euPackageName', 'text') },
  {
    property: 'apply-policies-for-all-countries',
    counterpart: setting('applyPoliciesForAllCountries', 'true or false'),
  },
  {
    property: 'connection-pool-size',
    counterpart: absent('the database is a binding: there is no pool'),
  },
  { property: 'default-archive-name', counterpart: fixed('export.bin') },
  {
    property: 'minimum-trl-value-allowed',
    environment: 'MINIMUM_TRL_VALUE_ALLOWED',
    counterpart: setting('minimumRisk'),
  },
  {
    property: 'supported-countries',
    environment: 'SUPPORTED_COUNTRIES',
    counterpart: setting('supportedCountries', 'list'),
  },
  {
    property: 'paths.output',
    counterpart: absent('files are written into the store and nowhere before'),
  },
  {
    property: 'paths.privatekey',
    environment: 'VAULT_FILESIGNING_SECRET',
    counterpart: absent('import the key as a signing key, and name it in the signer of the export'),
  },
  { property: 'tek-export.file-name', counterpart: fixed('export.bin') },
  { property: 'tek-export.file-header', counterpart: fixed('EK Export v1') },
  { property: 'tek-export.file-header-width', counterpart: fixed('16') },
  { property: 'api.version-path', counterpart: fixed('version') },
  { property: 'api.version-v1', counterpart: fixed('v1') },
  { property: 'api.version-v2', counterpart: fixed('v2') },
  { property: 'api.country-path', counterpart: fixed('country') },
  { property: 'api.date-path', counterpart: fixed('date') },
  { property: 'api.hour-path', counterpart: fixed('hour') },
  { property: 'api.diagnosis-keys-path', counterpart: fixed('diagnosis-keys') },
  {
    property: 'api.origin-country',
    environment: 'ORIGIN_COUNTRY',
    counterpart: setting('originCountry', 'text'),
  },
  { property: 'api.trace-warnings-path', counterpart: absent(WARNINGS) },
  { property: 'api.parameters-path', counterpart: absent(CONFIGURATION) },
  { property: 'api.app-config-file-name', counterpart: absent(CONFIGURATION) },
  { property: 'api.app-config-v2-android-file-name', counterpart: absent(CONFIGURATION) },
  { property: 'api.app-config-v2-ios-file-name', counterpart: absent(CONFIGURATION) },
  { property: 'api.statistics-file-name', counterpart: absent(STATISTICS) },
  { property: 'api.local-statistics-file-name', counterpart: absent(STATISTICS) },
  { property: 'signature.verification-key-id', counterpart: absent(`${SIGNER}: keyId`) },
  { property: 'signature.verification-key-version', counterpart: absent(`${SIGNER}: keyVersion`) },
  { property: 'signature.algorithm-oid', counterpart: fixed('1.2.840.10045.4.3.2') },
  { property: 'signature.algorithm-name', counterpart: fixed('SHA256withECDSA') },
  { property: 'signature.file-name', counterpart: fixed('export.sig') },
  {
    property: 'signature.security-provider',
    counterpart: absent('the platform signs: there is no provider to choose'),
  },
  { property: 'signature.app-bundle-id', counterpart: setting('appBundleId', 'text') },
  {
    property: 'objectstore.access-key',
    environment: 'CWA_OBJECTSTORE_ACCESSKEY',
    counterpart: absent(STORE),
  },
  {
    property: 'objectstore.secret-key',
    environment: 'CWA_OBJECTSTORE_SECRETKEY',
    counterpart: absent(STORE),
  },
  {
    property: 'objectstore.endpoint',
    environment: 'CWA_OBJECTSTORE_ENDPOINT',
    counterpart: absent(STORE),
  },
  { property: 'objectstore.port', environment: 'CWA_OBJECTSTORE_PORT', counterpart: absent(STORE) },
  {
    property: 'objectstore.bucket',
    environment: 'CWA_OBJECTSTORE_BUCKET',
    counterpart: absent(STORE),
  },
  {
    property: 'objectstore.set-public-read-acl-on-put-object',
    counterpart: absent('objects have no access lists: the distribution surface serves them'),
  },
  { property: 'objectstore.retry-attempts', counterpart: setting('retryAttempts') },
  { property: 'objectstore.retry-backoff', counterpart: setting('retryBackoffMs') },
  {
    property: 'objectstore.max-number-of-failed-operations',
    counterpart: setting('maxFailedOperations'),
  },
  { property: 'objectstore.max-number-of-s3-threads', counterpart: setting('uploadThreads') },
  {
    property: 'objectstore.force-update-keyfiles',
    environment: 'FORCE_UPDATE_KEYFILES',
    counterpart: setting('forceUpdateKeyFiles', 'true or false'),
  },
  {
    property: 'objectstore.hour-file-retention-days',
    counterpart: setting('hourFileRetentionDays'),
  },
]

/** Beginnings of the names of all that the service takes beside, and why nothing of it is set here. */
export const ABSENT_FAMILIES: readonly { readonly prefix: string; readonly reason: string }[] = [
  { prefix: 'app-config', reason: CONFIGURATION },
  { prefix: 'KEY_DOWNLOAD_', reason: CONFIGURATION },
  { prefix: 'ANDROID_', reason: CONFIGURATION },
  { prefix: 'IOS_', reason: CONFIGURATION },
  { prefix: 'testdata.', reason: 'a deployment never makes keys up' },
  { prefix: 'statistics.', reason: STATISTICS },
  { prefix: 'objectstore.', reason: STORE },
  {
    prefix: 'spring.',
    reason: 'the database is a binding: it has no address, user or TLS of its own',
  },
]
