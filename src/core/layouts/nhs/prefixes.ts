/**
 * Whose keys the NHS layout publishes. The original kept submissions under names that said where they came from,
 * `mobile/LAB_RESULT/…` or `nearform/GB-SCT/…`, and chose by how a name begins. Ours are rows; these are their names. Pure.
 */

/** Tests that a phone's submission goes by. */
export const TEST_KITS = ['LAB_RESULT', 'RAPID_RESULT', 'RAPID_SELF_REPORTED'] as const
export type TestKit = (typeof TEST_KITS)[number]

export interface SourceRules {
  /** Partners' keys that are published: a partner, or one of its origins. Phones' own always are. */
  readonly allowedPrefixes: readonly string[]
  /** Keys that are not, even if they would be by the rule before; phones' own too. */
  readonly disabledPrefixes: readonly string[]
}

export const ownSource = (testKit: TestKit): string => `mobile/${testKit}`

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
