/** Settings of a partner that all protocols share: what the pipeline and its way to the partner read. Pure. */

import { isKnownCountry } from '../codes/countries-of-interest.ts'
import { readCertificates } from '../crypto/certificates.ts'

/** What is wrong with a setting of a partner. */
export interface SettingProblem {
  /** Within the settings, e.g. "acceptedOrigins[2]"; '' for all of them together. */
  readonly path: string
  /** A sentence. */
  readonly problem: string
}

export const MAX_HISTORY_DAYS = 14
export const MAX_BATCH_KEYS = 100_000
const MAX_ORIGINS = 300
const MAX_REPORT_TYPE = 5
const MINUTES_PER_DAY = 1440

const ORIGIN = /^[A-Z0-9-]{1,32}$/
/** As the platform names bindings. */
const BINDING = /^[A-Za-z_$][A-Za-z0-9_$]{0,99}$/

type Check = (value: unknown) => readonly SettingProblem[]

const told =
  (problem: string, isFine: (value: unknown) => boolean): Check =>
  (value) =>
    isFine(value) ? [] : [{ path: '', problem }]

const whole = (min: number, max: number): Check =>
  told(
    `is a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  )

const CHECKS: Readonly<Record<string, Check>> = {
  /** Origins whose keys are taken from it; where left out, those that the list of countries accepts. */
  acceptedOrigins: checkOrigins,
  /** Takes only keys whose countries of interest name us. */
  requireCoi: told('is true or false', (value) => typeof value === 'boolean'),
  /** Numbers of the export format. */
  acceptedReportTypes: told(
    `is a list of report types from 0 to ${MAX_REPORT_TYPE}, each once`,
    (value) =>
      Array.isArray(value) &&
      value.every((type) => Number.isInteger(type) && type >= 0 && type <= MAX_REPORT_TYPE) &&
      new Set(value).size === value.length,
  ),
  /** Interval number: keys that start before it are refused whatever the day. */
  minRollingStart: whole(0, 2 ** 31 - 1),
  /** Between two questions for new batches, once there were none. */
  pollMinutes: whole(1, MINUTES_PER_DAY),
  /** How far back the first exchange reaches. */
  initialHistoryDays: whole(0, MAX_HISTORY_DAYS),
  /** More than that in one batch are refused. */
  maxBatchKeys: whole(1, MAX_BATCH_KEYS),
  /** Binding of the platform that has our client certificate. */
  clientCertificateBinding: told(
    'is the name of a binding: letters, digits, "_" and "$"',
    (value) => typeof value === 'string' && BINDING.test(value),
  ),
  /** The same certificate, public: its fingerprint is shown and its end is watched. */
  clientCertificatePem: told(
    'is the PEM of certificates ("-----BEGIN CERTIFICATE-----"), our own first, without a private key',
    (value) =>
      typeof value === 'string' &&
      !value.includes('PRIVATE KEY') &&
      readCertificates(value) !== undefined,
  ),
}

export const COMMON_SETTINGS: readonly string[] = Object.keys(CHECKS)

function checkOrigins(value: unknown): readonly SettingProblem[] {
  if (!Array.isArray(value) || value.length > MAX_ORIGINS) {
    return [{ path: '', problem: `is a list of at most ${MAX_ORIGINS} countries or regions` }]
  }
  return value.flatMap((origin, index) =>
    typeof origin === 'string' && ORIGIN.test(origin) && isKnownCountry(origin.slice(0, 2))
      ? []
      : [
          {
            path: `[${index}]`,
            problem: 'is a country in two capital letters, or a region such as "GB-SCT"',
          },
        ],
  )
}

/** @param settings of any protocol; its own are passed over */
export const checkCommonSettings = (
  settings: Readonly<Record<string, unknown>>,
): readonly SettingProblem[] =>
  Object.entries(settings).flatMap(([name, value]) =>
    (Object.hasOwn(CHECKS, name) ? (CHECKS[name]?.(value) ?? []) : []).map(({ path, problem }) => ({
      path: `${name}${path}`,
      problem,
    })),
  )

/** The settings that are a protocol's own. */
export const withoutCommonSettings = (
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !Object.hasOwn(CHECKS, name)))
