/** Checks what an operator set of an export in the NHS layout, and fills in what was not. Pure. */

import { type ConfigurationProblem, problem } from '../../configuration/problem.ts'
import { MAX_REGIONS } from '../../export/config.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { MAX_NHS_RISK } from './fields.ts'
import { isNhsRegion } from './names.ts'
import { isDisablingPrefix, isPartnerPrefix } from './prefixes.ts'
import { DEFAULT_NHS_SETTINGS, type NhsSettings } from './settings.ts'

/** A window that ends two hours before its period would hold nothing of it; a run, two minutes later, comes before its end. */
const MIN_OFFSET_MINUTES = -119
const MAX_OFFSET_MINUTES = -3
/** Beyond two years nobody asks for a file. */
const MAX_EMPTY_DAYS = 731
const MAX_PREFIXES = 100
/** As Apple allows, and Android's names fit in. */
const BUNDLE_ID = /^[A-Za-z0-9._-]{0,155}$/
/** Printable, and no quote: it stands between quotes in a header. */
const KEY_ID = /^[!#-~]{0,200}$/

interface Rule {
  readonly holds: (value: unknown) => boolean
  /** What a value has to be, in words. */
  readonly says: string
}

const whole = (min: number, max: number): Rule => ({
  holds: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  says: `a whole number from ${min} to ${max}`,
})

const text = (pattern: RegExp, says: string): Rule => ({
  holds: (value) => typeof value === 'string' && pattern.test(value),
  says,
})

const list = (isItem: (item: string) => boolean, max: number, says: string): Rule => ({
  holds: (value) =>
    Array.isArray(value) &&
    value.length <= max &&
    value.every((item) => typeof item === 'string' && isItem(item)) &&
    new Set(value).size === value.length,
  says: `at most ${max} ${says}, each once`,
})

const REGIONS = list(isNhsRegion, MAX_REGIONS, 'regions such as GB-SCT or JE')

const RULES: { readonly [Name in keyof NhsSettings]: Rule } = {
  offsetMinutes: whole(MIN_OFFSET_MINUTES, MAX_OFFSET_MINUTES),
  homeRegion: {
    holds: (value) => value === '' || (typeof value === 'string' && isNhsRegion(value)),
    says: 'a region such as GB-EAW, or empty',
  },
  regions: REGIONS,
  interestFilter: { holds: (value) => typeof value === 'boolean', says: 'true or false' },
  interestOrigins: {
    holds: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.keys(value).length <= MAX_REGIONS &&
      Object.entries(value).every(
        ([region, origins]) => isNhsRegion(region) && REGIONS.holds(origins),
      ),
    says: 'a list of origins for a region, such as {"GB-EAW": ["GB-SCT"]}',
  },
  allowedPrefixes: list(
    isPartnerPrefix,
    MAX_PREFIXES,
    'prefixes such as nearform/GB-SCT or nearform',
  ),
  disabledPrefixes: list(
    isDisablingPrefix,
    MAX_PREFIXES,
    'prefixes such as nearform/GB-SCT, nearform or mobile/RAPID_SELF_REPORTED',
  ),
  expiryPolicyMinutes: whole(0, 720),
  appBundleId: text(BUNDLE_ID, 'the name of an app, such as uk.nhs.covid19.production, or empty'),
  missingRiskLevel: whole(1, MAX_NHS_RISK),
  emptyDailyDays: whole(1, MAX_EMPTY_DAYS),
  headerSigner: text(/^([A-Za-z0-9_]{1,64}-[A-Za-z0-9_]{1,64})?$/, 'keyId-keyVersion, or empty'),
  headerKeyId: text(KEY_ID, 'at most 200 printable characters without quotes'),
}

const isName = (name: string): name is keyof NhsSettings => Object.hasOwn(RULES, name)

/**
 * @param draft as it was sent: what differs from the defaults
 * @param path of it in the document
 */
export function checkNhsSettings(
  draft: Readonly<Record<string, unknown>>,
  path = 'settings',
): Result<NhsSettings, readonly ConfigurationProblem[]> {
  const problems = Object.entries(draft).flatMap(([name, value]) => {
    if (!isName(name)) {
      return [problem(path, 'malformed', `"${name.slice(0, 64)}" is no setting of this layout`)]
    }
    const { holds, says } = RULES[name]
    return holds(value) ? [] : [problem(`${path}.${name}`, 'not_valid', `${name} is ${says}`)]
  })
  if (problems.length > 0) return fail(problems)
  // Each member was held to its rule.
  const settings = { ...DEFAULT_NHS_SETTINGS, ...draft } as NhsSettings
  const contradictions = checkRegionsTogether(settings, path)
  return contradictions.length > 0 ? fail(contradictions) : succeed(settings)
}

function checkRegionsTogether(settings: NhsSettings, path: string): ConfigurationProblem[] {
  const { homeRegion, regions, interestFilter, interestOrigins } = settings
  const needsHome = interestFilter || regions.length > 0 || Object.keys(interestOrigins).length > 0
  if (needsHome && homeRegion === '') {
    const message = 'keys are told apart by region: say where this backend is'
    return [problem(`${path}.homeRegion`, 'needs_another_setting', message)]
  }
  return Object.keys(interestOrigins)
    .filter((region) => region !== homeRegion && !regions.includes(region))
    .map((region) =>
      problem(
        `${path}.interestOrigins.${region}`,
        'needs_another_setting',
        `${region} is neither the home region nor one of regions`,
      ),
    )
}
