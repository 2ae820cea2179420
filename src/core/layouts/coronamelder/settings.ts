/** What an export in CoronaMelder's layout may be set to. Pure. */

import { isKnownCountry } from '../../codes/countries-of-interest.ts'
import { type ConfigurationProblem, problem } from '../../configuration/problem.ts'
import { ORIGINAL_SETTINGS } from './original-settings.ts'
import { SPLIT_MODES, type SplitMode } from './split.ts'

/** `none`: one manifest for all. `one_eu`: one a country, each of all keys. `members`: of the country's own and its visitors'. */
export const COUNTRY_MODES = ['none', 'one_eu', 'members'] as const
export type CountryMode = (typeof COUNTRY_MODES)[number]

export interface CoronaMelderSettings {
  /** The deployment's own; also the region of its files. ISO 3166-1 alpha-2. */
  readonly country: string
  /** One manifest for all; one a country, each of all keys; or one a country of its own and its visitors' keys. */
  readonly countryMode: CountryMode
  /** Keys that a set has at most: more make several sets. */
  readonly maxKeysPerSet: number
  /** Whether sets are filled one after another, or made of nearly the same size. */
  readonly splitMode: SplitMode
  /** Keys that a set has at least: fewer wait for a later release. 0 for no such rule. */
  readonly minimumKeysPerSet: number
  /** Minutes that a key waits after its end; 0: it leaves with its upload. */
  readonly expiryPolicyMinutes: number
  /** Minutes between releases; of a day a whole part. */
  readonly periodMinutes: number
  /** Days for which a manifest names a set. */
  readonly lifetimeDays: number
  /** Seconds for which phones and caches may keep a manifest. */
  readonly manifestMaxAgeSeconds: number
  /** The same of configurations and texts, which never change under one name. */
  readonly documentMaxAgeSeconds: number
  /** Stands in each signature. */
  readonly appBundleId: string
}

export const DEFAULT_CORONAMELDER_SETTINGS: CoronaMelderSettings = {
  country: 'NL',
  countryMode: 'none',
  maxKeysPerSet: 150_000,
  splitMode: 'fill',
  minimumKeysPerSet: 150,
  expiryPolicyMinutes: 120,
  periodMinutes: 60,
  lifetimeDays: 14,
  manifestMaxAgeSeconds: 300,
  documentMaxAgeSeconds: 1_209_600,
  appBundleId: 'nl.rijksoverheid.en',
}

const BUNDLE_ID = /^[A-Za-z0-9.-]{1,100}$/
const MINUTES_PER_DAY = 1440
const MIN_PERIOD_MINUTES = 5
/** What one archive may hold. */
const MAX_KEYS = 500_000

type Check = (path: string, value: unknown) => readonly ConfigurationProblem[]

const whole =
  (min: number, max: number): Check =>
  (path, value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? []
      : [problem(path, 'out_of_range', `a whole number from ${min} to ${max}`)]

const oneOf =
  (allowed: readonly string[]): Check =>
  (path, value) =>
    typeof value === 'string' && allowed.includes(value)
      ? []
      : [problem(path, 'not_valid', `one of ${allowed.map((one) => `"${one}"`).join(', ')}`)]

const period: Check = (path, value) => {
  const problems = whole(MIN_PERIOD_MINUTES, MINUTES_PER_DAY)(path, value)
  if (problems.length > 0 || MINUTES_PER_DAY % Number(value) === 0) return problems
  return [
    problem(path, 'period_does_not_divide_a_day', 'a period is a whole part of the 1440 of a day'),
  ]
}

const CHECKS: Readonly<Record<keyof CoronaMelderSettings, Check>> = {
  country: (path, value) =>
    typeof value === 'string' && isKnownCountry(value) && value !== 'XX'
      ? []
      : [problem(path, 'not_valid', 'an ISO 3166-1 country of two capital letters')],
  countryMode: oneOf(COUNTRY_MODES),
  maxKeysPerSet: whole(1, MAX_KEYS),
  splitMode: oneOf(SPLIT_MODES),
  minimumKeysPerSet: whole(0, 10_000),
  expiryPolicyMinutes: whole(0, 720),
  periodMinutes: period,
  lifetimeDays: whole(1, 14),
  manifestMaxAgeSeconds: whole(1, 3600),
  documentMaxAgeSeconds: whole(60, 31_536_000),
  appBundleId: (path, value) =>
    typeof value === 'string' && BUNDLE_ID.test(value)
      ? []
      : [problem(path, 'not_valid', 'a bundle id has 1 to 100 letters, digits, "." or "-"')],
}

const isSetting = (name: string): name is keyof CoronaMelderSettings => Object.hasOwn(CHECKS, name)

/** @param draft settings that differ from the defaults; @returns everything that is wrong with them */
export const checkCoronaMelderSettings = (
  draft: Readonly<Record<string, unknown>>,
  path = 'settings',
): readonly ConfigurationProblem[] =>
  Object.entries(draft).flatMap(([name, value]) =>
    isSetting(name)
      ? CHECKS[name](`${path}.${name}`, value)
      : [problem(`${path}.${name}`, 'malformed', describeUnknown(name))],
  )

/** The original's names are met with where the setting is now. */
function describeUnknown(name: string): string {
  const original = Object.hasOwn(ORIGINAL_SETTINGS, name) ? ORIGINAL_SETTINGS[name] : undefined
  if (original === undefined) {
    return `there is no such setting; there are ${Object.keys(CHECKS).join(', ')}`
  }
  if ('setting' in original) return `it is called ${original.setting} here`
  if ('variable' in original) return `it is the variable ${original.variable} of the deployment`
  return `there is no such setting: it ${original.reason}`
}

/** @param draft checked before */
export const coronaMelderSettings = (
  draft: Readonly<Record<string, unknown>>,
): CoronaMelderSettings => ({ ...DEFAULT_CORONAMELDER_SETTINGS, ...draft })
