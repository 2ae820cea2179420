/** Keys between the pipeline's words and the gateway's. Pure. */

import { isKnownCountry } from '../../codes/countries-of-interest.ts'
import { derivedRiskOf } from '../../layouts/corona-warn-app/risk-of-onset.ts'
import { DUTCH_RISK, type DutchRisk, riskOfOnset } from '../../layouts/coronamelder/risk.ts'
import { onsetMeaning } from '../../layouts/onset-code.ts'
import { asUnixSeconds, INTERVALS_PER_DAY } from '../../time.ts'
import type { OutgoingKey, ReceivedKey } from '../received-key.ts'
import { EFGS_REPORT_TYPES, type EfgsKey, UNKNOWN_RISK } from './diagnosis-key.ts'
import { encodeOnset } from './encode-onset.ts'
import type { EfgsSettings } from './settings.ts'

export const receivedFromEfgs = (key: EfgsKey): ReceivedKey => ({
  keyData: key.keyData,
  rollingStartIntervalNumber: key.rollingStartIntervalNumber,
  rollingPeriod: key.rollingPeriod,
  transmissionRiskLevel:
    key.transmissionRiskLevel === UNKNOWN_RISK ? undefined : key.transmissionRiskLevel,
  reportType: key.reportType,
  daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
  origin: key.origin,
  visitedCountries: key.visitedCountries,
  traveler: false,
  testType: undefined,
})

/** Why a key is not taken, beyond the rules of all protocols. */
export type EfgsIngressReason =
  | 'start_not_midnight'
  /** CoronaMelder's scale: its holder was not infectious on that day. */
  | 'no_risk'

export function judgeEfgsKey(
  key: ReceivedKey,
  { profile, requiresMidnightStart }: Pick<EfgsSettings, 'profile' | 'requiresMidnightStart'>,
): EfgsIngressReason | undefined {
  if (requiresMidnightStart && key.rollingStartIntervalNumber % INTERVALS_PER_DAY !== 0) {
    return 'start_not_midnight'
  }
  return profile === 'coronamelder' && dutchRiskOf(key) === undefined ? 'no_risk' : undefined
}

/** The lowest level of the Google scale that CoronaMelder's layout takes for each of its own. */
const LEVEL_OF_DUTCH_RISK: Readonly<Record<DutchRisk, number>> = {
  [DUTCH_RISK.low]: 1,
  [DUTCH_RISK.medium]: 3,
  [DUTCH_RISK.high]: 6,
}

/** The sent risk counts for nothing: scales differ, and both backends took it from the onset. */
export function riskOfEfgsKey(
  key: ReceivedKey,
  { profile }: Pick<EfgsSettings, 'profile'>,
): number {
  if (profile === 'corona-warn-app') return derivedRiskOf(key.daysSinceOnsetOfSymptoms)
  return LEVEL_OF_DUTCH_RISK[dutchRiskOf(key) ?? DUTCH_RISK.low]
}

function dutchRiskOf({ daysSinceOnsetOfSymptoms: code }: ReceivedKey): DutchRisk | undefined {
  const meaning = code === undefined ? undefined : onsetMeaning(code)
  return meaning && riskOfOnset(meaning)
}

/** What is known of a partner when keys are made ready for it. */
export interface EfgsEgress {
  readonly settings: EfgsSettings
  /** Two letters. */
  readonly ownOrigin: string
  /** Countries that are told to others; two letters each. */
  readonly shareable: readonly string[]
}

export type EfgsEgressReason =
  /** A region, which `originMap` makes no country. */
  | 'origin_not_a_country'
  /** Its person was in no country that is shared. */
  | 'no_country_of_interest'

/** @returns undefined where the key can be sent */
export function refuseForEfgs(key: OutgoingKey, egress: EfgsEgress): EfgsEgressReason | undefined {
  if (!isKnownCountry(originFor(key, egress))) return 'origin_not_a_country'
  return countriesFor(key, egress) === undefined ? 'no_country_of_interest' : undefined
}

/** @param key not refused */
export function efgsFromOutgoing(key: OutgoingKey, egress: EfgsEgress): EfgsKey {
  const { settings } = egress
  const { daysSinceOnsetOfSymptoms: code, createdAt } = key
  return {
    keyData: key.keyData,
    rollingStartIntervalNumber: key.rollingStartIntervalNumber,
    rollingPeriod: key.rollingPeriod,
    transmissionRiskLevel: key.transmissionRiskLevel ?? UNKNOWN_RISK,
    visitedCountries: countriesFor(key, egress) ?? [],
    origin: originFor(key, egress),
    reportType: settings.sendsReportType
      ? key.reportType
      : EFGS_REPORT_TYPES.indexOf(settings.defaultReportType),
    daysSinceOnsetOfSymptoms: settings.sendsOnset
      ? encodeOnset(code, key, asUnixSeconds(createdAt))
      : settings.defaultOnset,
  }
}

function originFor({ origin }: OutgoingKey, { settings, ownOrigin }: EfgsEgress): string {
  if (origin === undefined) return ownOrigin
  return Object.hasOwn(settings.originMap, origin) ? (settings.originMap[origin] ?? origin) : origin
}

/** @returns undefined where the key is of interest to nobody there */
function countriesFor(
  key: OutgoingKey,
  { settings, ownOrigin, shareable }: EfgsEgress,
): readonly string[] | undefined {
  const isForeign = (country: string): boolean => country !== ownOrigin && country !== 'XX'
  const { visitedCountries: own } = key
  if (settings.visitedCountriesMode === 'one_eu' || own === undefined) {
    const { visitedCountries: listed } = settings
    return (listed.length > 0 ? listed : shareable).filter(isForeign)
  }
  const shared = own.filter((country) => isForeign(country) && shareable.includes(country))
  return shared.length === 0 ? undefined : shared
}
