/**
 * An exposure as the servers of the UK and Ireland exchange it: one key of a person who tested positive. Pure.
 * Source: covidgreen/covid-green-interoperability-service, run; the defaults are those of its first interface, in which the
 * newer members were unknown.
 */

import { fromTolerantBase64, toBase64 } from '../../bytes.ts'
import { fail, type Result, succeed } from '../../result.ts'

export interface UkExposure {
  /** As many bytes as were sent; a key has `EXPOSURE_KEY_BYTES`. */
  readonly keyData: Uint8Array<ArrayBuffer>
  /** Ten-minute intervals since the epoch. */
  readonly rollingStartNumber: number
  readonly transmissionRiskLevel: number
  /** Intervals. */
  readonly rollingPeriod: number
  /** Free text: ISO 3166-1 alpha-2, or a code like GB-EAW. */
  readonly regions: readonly string[]
  /** Region whose backend collected it; undefined: not sent. */
  readonly origin?: string | undefined
  /** `TEST_TYPE`, though any integer travels. */
  readonly testType: number
  /** The export format's number, though any integer travels. */
  readonly reportType: number
  readonly daysSinceOnset: number
}

export const TEST_TYPE = { laboratory: 1, rapid: 2, rapidSelfReported: 3 } as const

export const EXPOSURE_KEY_BYTES = 16
/** What is meant where a client of the first interface does not say. */
export const EXPOSURE_DEFAULTS = {
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  testType: TEST_TYPE.laboratory,
  reportType: 1,
  daysSinceOnset: 0,
} as const

/** Bounds that no honest client meets. */
const MAX_REGIONS = 100
const MAX_REGION_LENGTH = 64
const MAX_KEY_TEXT_LENGTH = 256
const MAX_INT32 = 2 ** 31 - 1

/** Name of the member that can not be read; '' where the exposure itself is no object. */
export interface ExposureProblem {
  readonly member: string
}

/**
 * One exposure, whose form alone is looked at: lengths, periods and dates are for the caller to judge. Unknown members are ignored.
 */
export function readExposure(json: unknown): Result<UkExposure, ExposureProblem> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail({ member: '' })
  const members = json as Readonly<Record<string, unknown>>
  const { keyData: keyText, regions = [], origin } = members
  const keyData =
    typeof keyText === 'string' && keyText.length <= MAX_KEY_TEXT_LENGTH
      ? fromTolerantBase64(keyText.replaceAll(/\s/g, ''))
      : undefined
  if (keyData === undefined) return fail({ member: 'keyData' })
  if (!isRegionList(regions)) return fail({ member: 'regions' })

  const numbers: Record<string, number> = {}
  for (const [member, ifAbsent] of INTEGERS) {
    const value = readInteger(members[member], ifAbsent)
    if (value === undefined) return fail({ member })
    numbers[member] = value
  }
  const {
    rollingStartNumber = 0,
    transmissionRiskLevel = 0,
    rollingPeriod = 0,
    testType = 0,
    reportType = 0,
    daysSinceOnset = 0,
  } = numbers
  return succeed({
    keyData,
    rollingStartNumber,
    transmissionRiskLevel,
    rollingPeriod,
    regions,
    ...(isRegion(origin) && { origin }),
    testType,
    reportType,
    daysSinceOnset,
  })
}

/** Members that are integers, with what they are where they are absent. */
const INTEGERS: readonly (readonly [string, number | undefined])[] = [
  ['rollingStartNumber', undefined],
  ...Object.entries(EXPOSURE_DEFAULTS),
]

/** A 32-bit integer, or its text: the original's database read one as the other. `false` counts as absent there, `true` as 1. */
function readInteger(value: unknown, ifAbsent: number | undefined): number | undefined {
  if (value === undefined || value === null || value === false) return ifAbsent
  if (value === true) return 1
  const isText = typeof value === 'string' && /^\s*[+-]?\d{1,10}\s*$/.test(value)
  const number = isText ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  return number >= -MAX_INT32 - 1 && number <= MAX_INT32 ? number : undefined
}

const isRegion = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_REGION_LENGTH && !value.includes('\0')

const isRegionList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MAX_REGIONS && value.every(isRegion)

export type ExposuresProblem =
  | { readonly reason: 'not_a_list' }
  | { readonly reason: 'too_many' }
  /** @property at index of the exposure @property member '' where it is no object */
  | { readonly reason: 'malformed_exposure'; readonly at: number; readonly member: string }
  | { readonly reason: 'key_length'; readonly at: number }

/**
 * The exposures of one upload, which is taken whole or not at all.
 * @param json a parsed payload
 */
export function readExposures(
  json: unknown,
  maxExposures: number,
): Result<readonly UkExposure[], ExposuresProblem> {
  if (!Array.isArray(json)) return fail({ reason: 'not_a_list' })
  if (json.length > maxExposures) return fail({ reason: 'too_many' })
  const exposures: UkExposure[] = []
  for (const [at, item] of json.entries()) {
    const read = readExposure(item)
    if (!read.ok) return fail({ reason: 'malformed_exposure', at, member: read.failure.member })
    if (read.value.keyData.length !== EXPOSURE_KEY_BYTES) return fail({ reason: 'key_length', at })
    exposures.push(read.value)
  }
  return succeed(exposures)
}

/** As JSON, its members in the order in which the NHS signs them. */
export const writeExposure = (exposure: UkExposure) => ({
  keyData: toBase64(exposure.keyData),
  rollingStartNumber: exposure.rollingStartNumber,
  transmissionRiskLevel: exposure.transmissionRiskLevel,
  rollingPeriod: exposure.rollingPeriod,
  regions: exposure.regions,
  ...(exposure.origin !== undefined && { origin: exposure.origin }),
  testType: exposure.testType,
  reportType: exposure.reportType,
  daysSinceOnset: exposure.daysSinceOnset,
})
