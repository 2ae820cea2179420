/**
 * The common part of the ingress filter: whether a partner's key may be stored. A key that may not never stops its batch. Pure.
 * Source: minvws/nl-covid19-notification-app-backend IksImportCommand and the interoperability design; nihp-public
 * keyfederation; corona-warn-app/cwa-server services/download.
 */

import { isKnownCountry } from '../codes/countries-of-interest.ts'
import { ASYMPTOMATIC, onsetMeaning } from '../layouts/onset-code.ts'
import { isForAudience } from '../layouts/release.ts'
import { KEY_BYTES, MAX_ROLLING_PERIOD, MIN_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import { addSeconds, intervalOf, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'
import type { ReceivedKey } from './received-key.ts'

/** Days that a key is of use after its end. */
export const KEY_LIFETIME_DAYS = 14

/** Beside these a protocol has reasons of its own. */
export const INGRESS_REASONS = [
  'key_length',
  'period',
  'start_in_future',
  'start_too_early',
  'too_old',
  'origin_invalid',
  /** Ours, on its way back. */
  'origin_own',
  'origin_not_accepted',
  'report_type',
  'onset_undecodable',
  'visited_country_invalid',
  'not_of_interest',
] as const
export type IngressReason = (typeof INGRESS_REASONS)[number]

export interface IngressRules {
  /** What our own keys have as their origin there. */
  readonly ownOrigin: string
  readonly acceptedOrigins: ReadonlySet<string>
  /** Numbers of the export format; undefined: all. */
  readonly acceptedReportTypes: readonly number[] | undefined
  readonly requiresInterest: boolean
  /** Interval number. */
  readonly minRollingStart: number
}

/** A country, or a region of one: "GB", "GB-SCT". */
const AREA = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/
/** "Some other country" says nothing about where a key comes from. */
const UNSPECIFIED = 'XX'
/** A traveler was in no more. */
const MAX_VISITED = 64

/** @returns the first rule that the key breaks; undefined where it may be stored */
export function judgeReceivedKey(
  key: ReceivedKey,
  rules: IngressRules,
  now: UnixSeconds,
): IngressReason | undefined {
  const { rollingStartIntervalNumber: start, rollingPeriod: period, origin } = key
  if (key.keyData.length !== KEY_BYTES) return 'key_length'
  if (!(period >= MIN_ROLLING_PERIOD && period <= MAX_ROLLING_PERIOD)) return 'period'
  if (start > intervalOf(now)) return 'start_in_future'
  if (!(start >= rules.minRollingStart)) return 'start_too_early'
  if (start + period <= oldestEnd(now)) return 'too_old'
  if (!isArea(origin) || origin === UNSPECIFIED) return 'origin_invalid'
  if (origin === rules.ownOrigin) return 'origin_own'
  if (!rules.acceptedOrigins.has(origin)) return 'origin_not_accepted'
  if (rules.acceptedReportTypes?.includes(key.reportType) === false) return 'report_type'
  if (!isDecodable(key.daysSinceOnsetOfSymptoms)) return 'onset_undecodable'
  if (key.visitedCountries.length > MAX_VISITED || !key.visitedCountries.every(isArea)) {
    return 'visited_country_invalid'
  }
  if (rules.requiresInterest && !isOfInterest(key, rules.ownOrigin)) return 'not_of_interest'
  return undefined
}

/** Interval number: a key that ended then or before is of no more use to anybody. */
export const oldestEnd = (now: UnixSeconds): number =>
  intervalOf(addSeconds(now, -KEY_LIFETIME_DAYS * SECONDS_PER_DAY))

function isArea(text: string): boolean {
  const country = AREA.exec(text)?.[1]
  return country !== undefined && isKnownCountry(country)
}

/** Days after a test without symptoms are a code of our own, which no partner sends. */
function isDecodable(code: number | undefined): boolean {
  if (code === undefined) return true
  const meaning = onsetMeaning(code)
  return meaning !== undefined && !(meaning.kind === 'asymptomatic' && code > ASYMPTOMATIC)
}

const isOfInterest = ({ origin, visitedCountries }: ReceivedKey, region: string): boolean =>
  isForAudience(
    { origin, visited: visitedCountries },
    { kind: 'of_interest', region, home: region, interestOrigins: [] },
  )
