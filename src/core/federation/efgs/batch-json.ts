/**
 * A batch of keys as JSON, by protobuf's rules for it: names as in the schema, enumerations by name or number, numbers as numbers or
 * texts, null for what is left out, and members that nobody knows passed over. Pure.
 * Source: eu-federation-gateway-service, EfgsDto; protobuf's JSON mapping.
 */

import { fromTolerantBase64, toBase64 } from '../../bytes.ts'
import { fail, type Result, succeed } from '../../result.ts'
import type { BatchLimits, BatchProblem } from './batch-codec.ts'
import { EFGS_REPORT_TYPES, type EfgsKey } from './diagnosis-key.ts'

export type BatchJsonProblem = BatchProblem | 'invalid_base64'

/** What is as a reader takes for granted is left out, an empty batch's keys too. */
export const batchToJson = (keys: readonly EfgsKey[]): string =>
  JSON.stringify(keys.length === 0 ? {} : { keys: keys.map(keyToJson) })

const keyToJson = (key: EfgsKey) => ({
  ...(key.keyData.length > 0 && { keyData: toBase64(key.keyData) }),
  ...(key.rollingStartIntervalNumber !== 0 && {
    rollingStartIntervalNumber: key.rollingStartIntervalNumber,
  }),
  ...(key.rollingPeriod !== 0 && { rollingPeriod: key.rollingPeriod }),
  ...(key.transmissionRiskLevel !== 0 && { transmissionRiskLevel: key.transmissionRiskLevel }),
  ...(key.visitedCountries.length > 0 && { visitedCountries: key.visitedCountries }),
  ...(key.origin !== '' && { origin: key.origin }),
  ...(key.reportType !== 0 && { reportType: EFGS_REPORT_TYPES[key.reportType] ?? key.reportType }),
  ...(key.daysSinceOnsetOfSymptoms !== 0 && {
    days_since_onset_of_symptoms: key.daysSinceOnsetOfSymptoms,
  }),
})

/** @param text the caller bounds its length */
export function batchFromJson(
  text: string,
  { maxKeys }: BatchLimits,
): Result<readonly EfgsKey[], BatchJsonProblem> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // The parser tells what it found where, which is a piece of the body.
    return fail('malformed')
  }
  if (!isObject(parsed)) return fail('malformed')
  const list = parsed['keys'] ?? []
  if (!Array.isArray(list)) return fail('malformed')
  if (list.length > maxKeys) return fail('too_many_keys')
  const keys: EfgsKey[] = []
  for (const one of list) {
    if (!isObject(one)) return fail('malformed')
    const keyData = bytesOf(one['keyData'])
    if (keyData === undefined) return fail('invalid_base64')
    const key = keyFrom(one, keyData)
    if (key === undefined) return fail('malformed')
    keys.push(key)
  }
  return succeed(keys)
}

type JsonObject = Readonly<Record<string, unknown>>

function keyFrom(one: JsonObject, keyData: Uint8Array): EfgsKey | undefined {
  const rollingStartIntervalNumber = integerOf(one['rollingStartIntervalNumber'], 0, MAX_UINT32)
  const rollingPeriod = integerOf(one['rollingPeriod'], 0, MAX_UINT32)
  const transmissionRiskLevel = integerOf(one['transmissionRiskLevel'], MIN_INT32, MAX_INT32)
  const visitedCountries = one['visitedCountries'] ?? []
  const origin = one['origin'] ?? ''
  const reportType = reportTypeOf(one['reportType'])
  const onset = integerOf(one['days_since_onset_of_symptoms'], MIN_INT32, MAX_INT32)
  const isKey =
    rollingStartIntervalNumber !== undefined &&
    rollingPeriod !== undefined &&
    transmissionRiskLevel !== undefined &&
    isTextList(visitedCountries) &&
    typeof origin === 'string' &&
    reportType !== undefined &&
    onset !== undefined
  return isKey
    ? {
        keyData,
        rollingStartIntervalNumber,
        rollingPeriod,
        transmissionRiskLevel,
        visitedCountries,
        origin,
        reportType,
        daysSinceOnsetOfSymptoms: onset,
      }
    : undefined
}

const MAX_UINT32 = 0xffffffff
const MAX_INT32 = 0x7fffffff
const MIN_INT32 = -0x80000000

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value === undefined || value === null) return new Uint8Array()
  return typeof value === 'string' && STANDARD_BASE64.test(value)
    ? fromTolerantBase64(value)
    : undefined
}

const STANDARD_BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const INTEGER = /^-?\d{1,10}$/

function integerOf(value: unknown, min: number, max: number): number | undefined {
  if (value === undefined || value === null) return 0
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max
    ? number
    : undefined
}

/** A number that means nothing is no report type here, unlike in protobuf, which keeps it. */
function reportTypeOf(value: unknown): number | undefined {
  const named = (EFGS_REPORT_TYPES as readonly unknown[]).indexOf(value)
  return named >= 0 ? named : integerOf(value, 0, EFGS_REPORT_TYPES.length - 1)
}
