/**
 * The JSON form of a federation fetch: the same messages as protobuf, by proto3's mapping (bytes as base64, 64-bit numbers as
 * text, enums by name), and the shape of refusals.
 */

import * as z from 'zod'
import { toBase64 } from '../core/bytes.ts'
import {
  type FederatedKey,
  type FetchRequest,
  type FetchResponse,
  FIRST_CURSOR,
  MAX_FETCH_REGIONS,
  MAX_NEXT_TOKEN_LENGTH,
  MAX_REGION_LENGTH,
} from '../core/federation/google/messages.ts'
import { fail, type Result, succeed } from '../core/result.ts'

const regions = (description: string) =>
  z.array(z.string().max(MAX_REGION_LENGTH)).max(MAX_FETCH_REGIONS).nullish().describe(description)
const flag = (description: string) => z.boolean().nullish().describe(description)

const Timestamp = z.union([
  z.string().regex(/^\d{1,15}$/),
  z.int().min(0).max(Number.MAX_SAFE_INTEGER),
])

const Cursor = z
  .strictObject({
    timestamp: Timestamp.nullish().describe('Unix seconds; a 64-bit number is written as text'),
    nextToken: z.string().max(MAX_NEXT_TOKEN_LENGTH).nullish().describe('opaque'),
  })
  .nullish()

export const FederationFetchRequest = z.strictObject({
  includeRegions: regions('keys for any of these regions; none: for all that the caller may have'),
  excludeRegions: regions('regions that the caller is not to be told of'),
  onlyTravelers: flag('travelers alone'),
  onlyLocalProvenance: flag('without keys that others brought to this server'),
  maxExposureKeys: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .nullish()
    .describe('of both lists together; 0 for the most that is given at once, 500'),
  state: z
    .strictObject({ keyCursor: Cursor, revisedKeyCursor: Cursor })
    .nullish()
    .describe('`nextFetchState` of the answer before; left out the first time'),
})

const REPORT_TYPE_NAMES = [
  'UNKNOWN',
  'CONFIRMED_TEST',
  'CONFIRMED_CLINICAL_DIAGNOSIS',
  'SELF_REPORT',
  'RECURSIVE',
  'REVOKED',
] as const

const ExposureKey = z.strictObject({
  exposureKey: z.string().describe('16 bytes, base64'),
  transmissionRisk: z.int().describe('0 to 8'),
  intervalNumber: z.int().describe('ten-minute intervals since the Unix epoch'),
  intervalCount: z.int().describe('ten-minute intervals, 1 to 144'),
  reportType: z.enum(REPORT_TYPE_NAMES).describe('self-reports are UNKNOWN'),
  daysSinceOnsetOfSymptoms: z.int().describe('0 also where it is not known'),
  hasSymptomOnset: z.boolean(),
  traveler: z.boolean(),
  regions: z.array(z.string()).describe('of those that were asked for'),
})
const NextCursor = z.strictObject({ timestamp: z.string(), nextToken: z.string() })

export const FederationFetchResponse = z.strictObject({
  keys: z.array(ExposureKey),
  revisedKeys: z.array(ExposureKey).describe('as the revision made them'),
  partialResponse: z.boolean().describe('there is more now'),
  nextFetchState: z.strictObject({ keyCursor: NextCursor, revisedKeyCursor: NextCursor }),
})

/** Codes of refusals, for programs. */
export const FEDERATION_FETCH_CODES = [
  'unauthorized',
  'regions_not_authorized',
  'regions_overlap',
  'malformed_region',
  'cursor_refused',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'internal_error',
] as const
export type FederationFetchCode = (typeof FEDERATION_FETCH_CODES)[number]

export const FederationFetchFailure = z.strictObject({
  error: z.string().describe('in words; not for programs'),
  code: z.enum(FEDERATION_FETCH_CODES),
})

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** @returns what is wrong, without anything of what was sent */
export function parseFetchRequest(body: Uint8Array): Result<FetchRequest, string> {
  let json: unknown
  try {
    json = JSON.parse(decoder.decode(body))
  } catch {
    return fail('the body is not JSON')
  }
  const parsed = FederationFetchRequest.safeParse(json)
  if (!parsed.success) return fail('the body is not a FederationFetchRequest')
  const { includeRegions, excludeRegions, state, ...rest } = parsed.data
  return succeed({
    includeRegions: includeRegions ?? [],
    excludeRegions: excludeRegions ?? [],
    onlyTravelers: rest.onlyTravelers ?? false,
    onlyLocalProvenance: rest.onlyLocalProvenance ?? false,
    maxExposureKeys: rest.maxExposureKeys ?? 0,
    state: {
      keyCursor: cursorOf(state?.keyCursor),
      revisedKeyCursor: cursorOf(state?.revisedKeyCursor),
    },
  })
}

const cursorOf = (cursor: z.infer<typeof Cursor>) =>
  cursor === undefined || cursor === null
    ? FIRST_CURSOR
    : { timestamp: Number(cursor.timestamp ?? 0), nextToken: cursor.nextToken ?? '' }

type Wire<T extends z.ZodType> = z.infer<T>

export function fetchResponseJson(response: FetchResponse): Wire<typeof FederationFetchResponse> {
  const { keyCursor, revisedKeyCursor } = response.nextState
  return {
    keys: response.keys.map(keyJson),
    revisedKeys: response.revisedKeys.map(keyJson),
    partialResponse: response.isPartial,
    nextFetchState: {
      keyCursor: { ...keyCursor, timestamp: String(keyCursor.timestamp) },
      revisedKeyCursor: { ...revisedKeyCursor, timestamp: String(revisedKeyCursor.timestamp) },
    },
  }
}

const keyJson = (key: FederatedKey): Wire<typeof ExposureKey> => ({
  exposureKey: toBase64(key.exposureKey),
  transmissionRisk: key.transmissionRisk,
  intervalNumber: key.intervalNumber,
  intervalCount: key.intervalCount,
  reportType: REPORT_TYPE_NAMES[key.reportType] ?? 'UNKNOWN',
  daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms ?? 0,
  hasSymptomOnset: key.daysSinceOnsetOfSymptoms !== undefined,
  traveler: key.traveler,
  regions: [...key.regions],
})
