/** Exposures of a download as received keys: one that can't be read never stops its batch. Pure. */

import { fail, type Result, succeed } from '../../result.ts'
import { MAX_DAYS_SINCE_ONSET } from '../../temporary-exposure-key.ts'
import type { ReceivedKey } from '../received-key.ts'
import { EXPOSURE_DEFAULTS, readExposure, TEST_TYPE, type UkExposure } from './exposure.ts'
import type { UkSettings } from './settings.ts'

type OriginFrom = UkSettings['originFrom']

/** A download as it came: whose exposures are not looked at yet. */
export interface Download {
  readonly batchTag: string
  readonly exposures: unknown
}

/** The server's are UUIDs; ours go into names of objects and into addresses. */
const TAG = /^[A-Za-z0-9_-]{1,100}$/

/** @returns the name of what is wrong where not even its tag can be read: then there is no going on to the next */
export function readDownload(
  body: Uint8Array,
): Result<Download, 'answer_unreadable' | 'batch_tag_invalid'> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body))
  } catch {
    return fail('answer_unreadable')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail('answer_unreadable')
  }
  const { batchTag, exposures } = json as Readonly<Record<string, unknown>>
  return typeof batchTag === 'string' && TAG.test(batchTag)
    ? succeed({ batchTag, exposures })
    : fail('batch_tag_invalid')
}

/** @returns the keys of a download, in its order; 'exposures_missing' where it has no list of them */
export const receivedKeys = (
  { exposures }: Download,
  originFrom: OriginFrom,
): Result<readonly ReceivedKey[], 'exposures_missing'> =>
  Array.isArray(exposures)
    ? succeed(exposures.map((exposure) => receivedKey(exposure, originFrom)))
    : fail('exposures_missing')

/** What can't be read has no key, and is refused and counted as that. */
const UNREADABLE: ReceivedKey = {
  keyData: new Uint8Array(),
  rollingStartIntervalNumber: 0,
  rollingPeriod: 0,
  transmissionRiskLevel: undefined,
  reportType: EXPOSURE_DEFAULTS.reportType,
  daysSinceOnsetOfSymptoms: undefined,
  origin: '',
  visitedCountries: [],
  traveler: false,
  testType: TEST_TYPE.laboratory,
}

/** @param json as it stands in the list of a download */
export function receivedKey(json: unknown, originFrom: OriginFrom): ReceivedKey {
  const read = readExposure(json)
  return read.ok ? keyOf(read.value, originFrom) : UNREADABLE
}

const keyOf = (exposure: UkExposure, originFrom: OriginFrom): ReceivedKey => ({
  keyData: exposure.keyData,
  rollingStartIntervalNumber: exposure.rollingStartNumber,
  rollingPeriod: exposure.rollingPeriod,
  transmissionRiskLevel: exposure.transmissionRiskLevel,
  reportType: exposure.reportType,
  daysSinceOnsetOfSymptoms: plainDays(exposure.daysSinceOnset),
  origin: (originFrom === 'origin' ? exposure.origin : exposure.regions[0]) ?? '',
  visitedCountries: exposure.regions,
  traveler: false,
  testType: exposure.testType,
})

/** The server takes any number. What no phone would read becomes the farthest that one does, lest it be taken for a code of a range. */
const plainDays = (days: number): number =>
  Math.max(-MAX_DAYS_SINCE_ONSET, Math.min(MAX_DAYS_SINCE_ONSET, days))

/** Kinds of tests that there are. */
const TEST_TYPES: readonly number[] = Object.values(TEST_TYPE)
/** The scale of NHS apps. */
const MAX_RISK = 7

/**
 * What no partner of this protocol may bring beside what the common rules refuse.
 * Source: keyfederation of the NHS; a risk out of its scale is of no matter where it is not taken over.
 */
export function judgeReceivedExposure(
  { testType, transmissionRiskLevel: risk = 0 }: ReceivedKey,
  { overrideImportedRisk }: Pick<UkSettings, 'overrideImportedRisk'>,
): 'test_type' | 'transmission_risk' | undefined {
  if (testType === undefined || !TEST_TYPES.includes(testType)) return 'test_type'
  if (!overrideImportedRisk && !(risk >= 0 && risk <= MAX_RISK)) return 'transmission_risk'
  return undefined
}

/** The operator's word where it stands for the partner's; 0 is how nations say nothing. */
export function storedRiskOf(
  { transmissionRiskLevel: risk = 0 }: ReceivedKey,
  { overrideImportedRisk, importedRisk }: Pick<UkSettings, 'overrideImportedRisk' | 'importedRisk'>,
): { readonly level: number; readonly isFilledIn: boolean } {
  const level = overrideImportedRisk ? importedRisk : risk
  return { level, isFilledIn: level === 0 }
}
