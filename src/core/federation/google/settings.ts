/** What an operator sets of a partner that is asked as Google's servers ask each other. Pure. */

import { fail, type Result, succeed } from '../../result.ts'
import type { SettingProblem } from '../common-settings.ts'
import { DEFAULT_FETCH_AUDIENCE } from './fetch-token.ts'
import { MAX_FETCH_REGIONS } from './messages.ts'

export interface GoogleSettings {
  /** `iss` and `sub` of our tokens: the names under which the partner authorized us. */
  readonly issuer: string
  readonly subject: string
  /** `aud` of our tokens. */
  readonly audience: string
  /** `kid` of our tokens; their key is the credential `signingKeyPem`. */
  readonly keyId: string
  /** Country or region that the partner is: the origin of its keys, which say only whom they are for. */
  readonly origin: string
  /** Regions of the partner that are asked for, upper case; empty: all that it lets us have. */
  readonly includeRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  /** Without the keys that others brought to the partner. */
  readonly onlyLocalProvenance: boolean
  readonly onlyTravelers: boolean
  /** Takes self-reports as clinical diagnoses; otherwise they are passed over, as the next are. */
  readonly acceptSelfReports: boolean
  /** Contacts of contacts. */
  readonly acceptRecursive: boolean
}

const OPTIONAL = {
  audience: DEFAULT_FETCH_AUDIENCE,
  keyId: '1',
  includeRegions: [],
  excludeRegions: [],
  onlyLocalProvenance: true,
  onlyTravelers: false,
  acceptSelfReports: false,
  acceptRecursive: false,
} satisfies Partial<GoogleSettings>

interface Rule {
  readonly holds: (value: unknown) => boolean
  readonly says: string
}

const text = (pattern: RegExp, says: string): Rule => ({
  holds: (value) => typeof value === 'string' && pattern.test(value),
  says,
})
const REGION = /^[A-Z0-9_-]{1,32}$/
const regions: Rule = {
  holds: (value) =>
    Array.isArray(value) &&
    value.length <= MAX_FETCH_REGIONS &&
    value.every((item) => typeof item === 'string' && REGION.test(item)) &&
    new Set(value).size === value.length,
  says: `at most ${MAX_FETCH_REGIONS} regions in upper case, each once`,
}
const flag: Rule = { holds: (value) => typeof value === 'boolean', says: 'true or false' }
const name = text(/^[!-~]{1,200}$/, '1 to 200 printable characters, without spaces')

const RULES: { readonly [Name in keyof GoogleSettings]: Rule } = {
  issuer: name,
  subject: name,
  audience: text(/^https:\/\/[!-~]{1,200}$/, 'an https address: what the partner expects as `aud`'),
  keyId: name,
  origin: text(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a country or region such as MX or GB-SCT'),
  includeRegions: regions,
  excludeRegions: regions,
  onlyLocalProvenance: flag,
  onlyTravelers: flag,
  acceptSelfReports: flag,
  acceptRecursive: flag,
}
const REQUIRED = ['issuer', 'subject', 'origin'] as const

const isName = (candidate: string): candidate is keyof GoogleSettings =>
  Object.hasOwn(RULES, candidate)

/** @param settings without those that all protocols share */
export function readGoogleSettings(
  settings: Readonly<Record<string, unknown>>,
): Result<GoogleSettings, readonly SettingProblem[]> {
  const missing = REQUIRED.filter((required) => settings[required] === undefined)
  const problems = [
    ...missing.map((path) => ({ path, problem: `${path} is missing: ${RULES[path].says}` })),
    ...Object.entries(settings).flatMap(([path, value]) => {
      if (!isName(path)) {
        return [{ path: '', problem: `"${path.slice(0, 64)}" is no setting of this protocol` }]
      }
      return RULES[path].holds(value) ? [] : [{ path, problem: `${path} is ${RULES[path].says}` }]
    }),
  ]
  if (problems.length > 0) return fail(problems)
  // Each member was held to its rule.
  const read = { ...OPTIONAL, ...settings } as unknown as GoogleSettings
  const both = read.includeRegions.filter((region) => read.excludeRegions.includes(region))
  return both.length === 0
    ? succeed(read)
    : fail([{ path: 'excludeRegions', problem: `${both[0]} is both asked for and excluded` }])
}
