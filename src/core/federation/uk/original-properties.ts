/**
 * Variables of the NHS backend's exchange with the federation server, and what each is here. An operator who moves over is told of
 * every one that would have no effect. Pure.
 * Source: ukhsa-collaboration/covid19-app-system-public keyfederation and `src/aws/modules/federation_keys_processor`.
 */

import { KEYS_OF_A_SUBMISSION, type UkSettings } from './settings.ts'

export type PropertyCounterpart =
  | {
      readonly kind: 'setting'
      readonly setting: keyof UkSettings
      /** @returns undefined where the text is not one that the original took */
      readonly read: (text: string) => number | boolean | undefined
    }
  /** Set with a value of its own, by another name, or not at all. */
  | { readonly kind: 'elsewhere'; readonly where: string }
  | { readonly kind: 'absent'; readonly reason: string }

const WHOLE = /^\d{1,9}$/
const whole = (text: string): number | undefined => (WHOLE.test(text) ? Number(text) : undefined)
const flag = (text: string): boolean | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : undefined
/** 0 was no limit. Ours counts keys. */
const NO_LIMIT = 20_000
const keysOfSubmissions = (text: string): number | undefined => {
  const submissions = whole(text)
  if (submissions === 0) return NO_LIMIT
  return submissions === undefined ? undefined : submissions * KEYS_OF_A_SUBMISSION
}

const setting = (
  name: keyof UkSettings,
  read: (text: string) => number | boolean | undefined,
): PropertyCounterpart => ({ kind: 'setting', setting: name, read })
const elsewhere = (where: string): PropertyCounterpart => ({ kind: 'elsewhere', where })
const absent = (reason: string): PropertyCounterpart => ({ kind: 'absent', reason })

export const UK_PROPERTIES: Readonly<Record<string, PropertyCounterpart>> = {
  DOWNLOAD_RISK_LEVEL_DEFAULT_ENABLED: setting('overrideImportedRisk', flag),
  DOWNLOAD_RISK_LEVEL_DEFAULT: setting('importedRisk', whole),
  UPLOAD_RISK_LEVEL_DEFAULT_ENABLED: setting('overrideExportedRisk', flag),
  UPLOAD_RISK_LEVEL_DEFAULT: setting('exportedRisk', whole),
  MAX_UPLOAD_BATCH_SIZE: setting('maxUploadKeys', keysOfSubmissions),
  MAX_SUBSEQUENT_BATCH_DOWNLOAD_COUNT: setting('maxBatchesPerRun', whole),
  INTEROP_BASE_URL: elsewhere("the partner's baseUrl"),
  INTEROP_AUTH_TOKEN_SECRET_NAME: elsewhere("the partner's credential bearerToken"),
  INTEROP_PRIVATE_KEY_SECRET_NAME: elsewhere("the partner's credential signingKeyPem"),
  DOWNLOAD_ENABLED_WORKSPACES: elsewhere("the partner's importsKeys"),
  UPLOAD_ENABLED_WORKSPACES: elsewhere("the partner's exportsKeys"),
  FEDERATED_KEY_UPLOAD_PREFIXES: elsewhere("the partner's gatewayFrom"),
  REGION: elsewhere("the partner's ownOrigin"),
  FEDERATED_KEY_DOWNLOAD_PREFIX: elsewhere("the partner's prefix"),
  VALID_DOWNLOAD_ORIGINS: elsewhere('the setting acceptedOrigins'),
  INITIAL_DOWNLOAD_HISTORY_DAYS: elsewhere('the setting initialHistoryDays'),
  INITIAL_UPLOAD_HISTORY_DAYS: elsewhere('the setting initialHistoryDays'),
  DIAGNOSIS_KEY_SUBMISSION_PREFIXES: elsewhere("the NHS layout's allowedPrefixes"),
  MAX_SUBSEQUENT_BATCH_UPLOAD_COUNT: absent('a run sends for as long as its time lasts'),
  LOAD_SUBMISSIONS_TIMEOUT: absent('keys are read by an index'),
  LOAD_SUBMISSIONS_THREAD_POOL_SIZE: absent('keys are read by an index'),
  PROCESSOR_STATE_TABLE: absent('how far an exchange got is a row of the partner'),
  SUBMISSION_BUCKET_NAME: absent('keys are rows'),
}
