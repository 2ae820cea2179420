/** Judges what an operator sets of a Corona-Warn-App export. Pure. */

import { type SettingProblem, unless, whole } from '../../realms/setting-problem.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { type CoronaWarnAppDraft, type CoronaWarnAppSettings, defaultSettings } from './settings.ts'

/** Bounds of the original where it has any, and else what one run can do. */
const BOUNDS = {
  minimumRisk: [1, 8],
  retentionDays: [0, 28],
  daysToPublish: [1, 28],
  hourFileRetentionDays: [1, 28],
  expiryPolicyMinutes: [120, 720],
  shiftingThreshold: [0, 200],
  maxKeysPerBundle: [600_000, 750_000],
  uploadThreads: [1, 16],
  retryAttempts: [1, 10],
  retryBackoffMs: [0, 60_000],
  maxFailedOperations: [0, 1000],
} as const satisfies Partial<Record<keyof CoronaWarnAppSettings, readonly [number, number]>>

const COUNTRY = /^[A-Z]{2}$/
const PACKAGE = /^[A-Z0-9_-]{1,32}$/
const BUNDLE_ID = /^[A-Za-z0-9._-]{1,256}$/
const EXAMPLE_BUNDLE_ID = 'de.rki.coronawarnapp'
const MAX_COUNTRIES = 250

/** Fills a draft up and judges the whole. @returns every problem, not the first alone */
export function checkCoronaWarnAppSettings(
  draft: CoronaWarnAppDraft,
): Result<CoronaWarnAppSettings, readonly SettingProblem[]> {
  const stated = Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined),
  ) as Partial<CoronaWarnAppSettings>
  const defaults = defaultSettings(stated.era ?? 'head')
  const settings: CoronaWarnAppSettings = {
    ...defaults,
    supportedCountries: [stated.originCountry ?? defaults.originCountry],
    appBundleId: EXAMPLE_BUNDLE_ID,
    ...stated,
  }
  const problems = [
    ...unless(
      stated.appBundleId !== undefined,
      'appBundleId',
      'required',
      `name the app, as in "${EXAMPLE_BUNDLE_ID}"`,
    ),
    ...checkNumbers(settings),
    ...checkNames(settings),
  ]
  return problems.length === 0 ? succeed(settings) : fail(problems)
}

function checkNumbers(settings: CoronaWarnAppSettings): readonly SettingProblem[] {
  const names = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[]
  return names.flatMap((name) => {
    const [min, max] = BOUNDS[name]
    return whole(name, settings[name], min, max)
  })
}

function checkNames(settings: CoronaWarnAppSettings): readonly SettingProblem[] {
  const { originCountry, supportedCountries, euPackageName, appBundleId } = settings
  const notACountry = 'two letters in upper case, such as "DE"'
  return [
    ...unless(COUNTRY.test(originCountry), 'originCountry', 'not_valid', notACountry),
    ...unless(
      supportedCountries.length <= MAX_COUNTRIES,
      'supportedCountries',
      'out_of_range',
      `at most ${MAX_COUNTRIES} countries`,
    ),
    ...supportedCountries
      .slice(0, MAX_COUNTRIES)
      .flatMap((country, index) =>
        unless(COUNTRY.test(country), `supportedCountries[${index}]`, 'not_valid', notACountry),
      ),
    ...unless(
      supportedCountries.includes(originCountry),
      'supportedCountries',
      'needs_another_setting',
      `${originCountry}, the origin, is one of them`,
    ),
    ...unless(
      PACKAGE.test(euPackageName),
      'euPackageName',
      'not_valid',
      '1 to 32 upper-case letters, digits, "_" or "-"',
    ),
    ...unless(
      euPackageName !== originCountry,
      'euPackageName',
      'reserved',
      'the origin country has a directory of this name',
    ),
    ...unless(
      BUNDLE_ID.test(appBundleId),
      'appBundleId',
      'not_valid',
      'letters, digits, ".", "_" and "-"',
    ),
  ]
}
