/**
 * Names of what the Corona-Warn-App downloads. An index has the name of the folder that it lists, so most names are an object
 * and a prefix of others too. Apps tell upper from lower case. Pure.
 */

import { parseIsoTime } from '../../iso-time.ts'

export type CoronaWarnAppObject =
  | { readonly kind: 'versions' }
  /** Lists a second version that has no keys; kept because it was there. */
  | { readonly kind: 'versions_v2' }
  | { readonly kind: 'countries' }
  | { readonly kind: 'dates'; readonly country: string }
  | { readonly kind: 'day'; readonly country: string; readonly date: string }
  | { readonly kind: 'hours'; readonly country: string; readonly date: string }
  | {
      readonly kind: 'hour'
      readonly country: string
      readonly date: string
      /** 0 to 23, UTC; in names without a leading zero. */
      readonly hour: number
    }

const VERSIONS = 'version'
const VERSIONS_V2 = 'version/index-v2'
const COUNTRIES = 'version/v1/diagnosis-keys/country'
const HOURS_OF_DAY = 24

/**
 * @param prefix where the layout stands in the store, '' or such as 'de'
 * @example objectName('de', { kind: 'hour', country: 'EUR', date: '2020-10-07', hour: 9 })
 *   // 'de/version/v1/diagnosis-keys/country/EUR/date/2020-10-07/hour/9'
 */
export function objectName(prefix: string, object: CoronaWarnAppObject): string {
  const name = nameOf(object)
  return prefix === '' ? name : `${prefix}/${name}`
}

function nameOf(object: CoronaWarnAppObject): string {
  switch (object.kind) {
    case 'versions':
      return VERSIONS
    case 'versions_v2':
      return VERSIONS_V2
    case 'countries':
      return COUNTRIES
    case 'dates':
      return `${COUNTRIES}/${object.country}/date`
    case 'day':
      return `${COUNTRIES}/${object.country}/date/${object.date}`
    case 'hours':
      return `${COUNTRIES}/${object.country}/date/${object.date}/hour`
    case 'hour':
      return `${COUNTRIES}/${object.country}/date/${object.date}/hour/${object.hour}`
  }
}

const FIXED: ReadonlyMap<string, CoronaWarnAppObject> = new Map([
  [VERSIONS, { kind: 'versions' }],
  [VERSIONS_V2, { kind: 'versions_v2' }],
  [COUNTRIES, { kind: 'countries' }],
])

const BELOW_COUNTRY =
  /^([A-Za-z0-9_-]{1,32})\/date(?:\/(\d{4}-\d{2}-\d{2})(\/hour(?:\/(\d{1,2}))?)?)?$/

/** @returns undefined for every name that `objectName` does not make, such as one with a zero before its hour */
export function parseObjectName(prefix: string, name: string): CoronaWarnAppObject | undefined {
  const above = prefix === '' ? '' : `${prefix}/`
  if (!name.startsWith(above)) return undefined
  const own = name.slice(above.length)
  const fixed = FIXED.get(own)
  if (fixed !== undefined || !own.startsWith(`${COUNTRIES}/`)) return fixed
  const [, country, date, hours, hourText] =
    BELOW_COUNTRY.exec(own.slice(COUNTRIES.length + 1)) ?? []
  if (country === undefined) return undefined
  if (date === undefined) return { kind: 'dates', country }
  if (parseIsoTime(`${date}T00:00:00Z`) === undefined) return undefined
  if (hours === undefined) return { kind: 'day', country, date }
  if (hourText === undefined) return { kind: 'hours', country, date }
  const hour = Number(hourText)
  return hour < HOURS_OF_DAY && String(hour) === hourText
    ? { kind: 'hour', country, date, hour }
    : undefined
}

/**
 * Whether an object holds keys, is signed, and once published stays as it is. All others are indexes, `index-v2` too,
 * which the original took for a file of keys because of its last digit.
 */
export const isKeyFile = ({ kind }: CoronaWarnAppObject): boolean =>
  kind === 'day' || kind === 'hour'
