/**
 * Whose keys the NHS layout publishes. The original kept submissions under names that said where they came from,
 * `mobile/LAB_RESULT/…` or `nearform/GB-SCT/…`, and chose by how a name begins. Ours are rows; these are their names. Pure.
 */

import { REPORT_TYPE_NUMBER } from '../../report-type.ts'
import type { KeySources, PartnerSource } from '../sources.ts'

/** Tests that a phone's submission goes by. */
export const TEST_KITS = ['LAB_RESULT', 'RAPID_RESULT', 'RAPID_SELF_REPORTED'] as const
export type TestKit = (typeof TEST_KITS)[number]

export interface SourceRules {
  /** Partners' keys that are published: a partner, or one of its origins. Phones' own always are. */
  readonly allowedPrefixes: readonly string[]
  /** Keys that are not, even if they would be by the rule before; phones' own too. */
  readonly disabledPrefixes: readonly string[]
}

/** What the names of phones' own keys begin with; no partner has it. */
const OWN_PREFIX = 'mobile'

export const ownSource = (testKit: TestKit): string => `${OWN_PREFIX}/${testKit}`

/** @param prefix of the partner that they came from @param origin region that collected them first */
export const partnerSource = (prefix: string, origin: string): string => `${prefix}/${origin}`

const OWN_PREFIXES: readonly string[] = TEST_KITS.map(ownSource)

/**
 * Prefixes are whole segments: `nearform/GI` is not that of `nearform/GIB`, as it was in the original.
 * @param source a name, or what one begins with
 */
export function isAllowedSource(source: string, rules: SourceRules): boolean {
  const isUnder = (prefix: string) => source === prefix || source.startsWith(`${prefix}/`)
  if (rules.disabledPrefixes.some(isUnder)) return false
  // Names without a directory are those of apps before there were kinds of tests.
  return !source.includes('/') || [...OWN_PREFIXES, ...rules.allowedPrefixes].some(isUnder)
}

/** Of whom there may be rules: names of rows have two segments. */
const PARTNER_RULE = /^(?!mobile(\/|$))[a-z0-9-]{1,64}(\/[A-Z]{2}(-[A-Z0-9]{1,3})?)?$/
/** The two other kits are one report type in a row: neither can be told from the other any more. */
const OWN_RULES: readonly string[] = [OWN_PREFIX, ownSource('RAPID_SELF_REPORTED')]

export const isPartnerPrefix = (text: string): boolean => PARTNER_RULE.test(text)
export const isDisablingPrefix = (text: string): boolean =>
  isPartnerPrefix(text) || OWN_RULES.includes(text)

/** A partner as far as names go. */
export interface NamedPartner {
  readonly id: number
  readonly prefix: string
}

/** The rules by rows instead of names. @param partners whoever isn't among them has no keys */
export function sourcesOf(rules: SourceRules, partners: readonly NamedPartner[]): KeySources {
  const named = (prefixes: readonly string[]): PartnerSource[] =>
    prefixes.flatMap((text) => {
      const [prefix, origin] = text.split('/')
      return partners
        .filter((partner) => partner.prefix === prefix)
        .map(({ id }) => ({ partnerId: id, origin }))
    })
  const disables = (source: string) => rules.disabledPrefixes.includes(source)
  const selfReports = disables(ownSource('RAPID_SELF_REPORTED'))
  return {
    allowed: named(rules.allowedPrefixes),
    disabled: named(rules.disabledPrefixes),
    disabledOwn: disables(OWN_PREFIX)
      ? 'all'
      : selfReports
        ? [REPORT_TYPE_NUMBER['self-report']]
        : [],
  }
}
