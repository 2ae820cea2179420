/**
 * A batch of keys as protobuf. Encoding goes through the generated code, which leaves out what is as a reader takes for granted;
 * decoding through the strict reader, so that whoever sent it can't make it cost more than its bytes. Pure.
 */

import { concatBytes } from '../../bytes.ts'
import { BYTES, WireReader } from '../../export/wire-reader.ts'
import { tocsin } from '../../proto/efgs.js'
import { fail, type Result, succeed } from '../../result.ts'
import type { EfgsKey } from './diagnosis-key.ts'

/** Why a body is no batch. */
export type BatchProblem = 'malformed' | 'too_many_keys'

export interface BatchLimits {
  readonly maxKeys: number
}

const TAG_KEYS = (1 << 3) | BYTES
/** A gateway has room for 96. */
const MAX_VISITED_COUNTRIES = 500

/** One key as it stands in a batch, without its tag and length there. */
export const encodeKey = (key: EfgsKey): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    tocsin.efgs.DiagnosisKey.encode({
      ...(key.keyData.length > 0 && { keyData: key.keyData }),
      ...(key.rollingStartIntervalNumber !== 0 && {
        rollingStartIntervalNumber: key.rollingStartIntervalNumber,
      }),
      ...(key.rollingPeriod !== 0 && { rollingPeriod: key.rollingPeriod }),
      ...(key.transmissionRiskLevel !== 0 && { transmissionRiskLevel: key.transmissionRiskLevel }),
      visitedCountries: [...key.visitedCountries],
      ...(key.origin !== '' && { origin: key.origin }),
      ...(key.reportType !== 0 && { reportType: key.reportType }),
      ...(key.daysSinceOnsetOfSymptoms !== 0 && {
        daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
      }),
    }).finish(),
  )

export const encodeBatch = (keys: readonly EfgsKey[]): Uint8Array<ArrayBuffer> =>
  batchFromEncodedKeys(keys.map(encodeKey))

/** @param keys each as `encodeKey` makes it, no more than a batch has */
export const batchFromEncodedKeys = (keys: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  concatBytes(...keys.map((key) => concatBytes(keyHead(key.length), key)))

/** Tag and length of a key. */
function keyHead(length: number): Uint8Array {
  const head = [TAG_KEYS]
  let rest = length
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128)
  head.push(rest)
  return new Uint8Array(head)
}

/**
 * Fields that are not known are passed over, and of a field that stands there twice the last counts, as every reader does.
 * @param bytes the caller bounds their number
 * @returns keys whose key data are views into `bytes`
 */
export function decodeBatch(
  bytes: Uint8Array,
  { maxKeys }: BatchLimits,
): Result<readonly EfgsKey[], BatchProblem> {
  const reader = new WireReader(bytes, 'batch')
  const keys: EfgsKey[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field !== 1) {
      reader.skip()
      continue
    }
    const encoded = reader.bytes()
    if (reader.problem !== undefined) break
    if (keys.length === maxKeys) return fail('too_many_keys')
    const key = decodeKey(encoded)
    if (key === undefined) return fail('malformed')
    keys.push(key)
  }
  return reader.problem === undefined ? succeed(keys) : fail('malformed')
}

/** @returns undefined where the bytes are no key */
export function decodeKey(bytes: Uint8Array): EfgsKey | undefined {
  const reader = new WireReader(bytes, 'key')
  let keyData = new Uint8Array() as Uint8Array
  let rollingStartIntervalNumber = 0
  let rollingPeriod = 0
  let transmissionRiskLevel = 0
  const visitedCountries: string[] = []
  let origin = ''
  let reportType = 0
  let daysSinceOnsetOfSymptoms = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) keyData = reader.bytes()
    else if (field === 2) rollingStartIntervalNumber = reader.uint32()
    else if (field === 3) rollingPeriod = reader.uint32()
    else if (field === 4) transmissionRiskLevel = reader.int32()
    else if (field === 5) visitedCountries.push(reader.string())
    else if (field === 6) origin = reader.string()
    else if (field === 7) reportType = reader.int32()
    else if (field === 8) daysSinceOnsetOfSymptoms = reader.sint32()
    else reader.skip()
  }
  if (reader.problem !== undefined || visitedCountries.length > MAX_VISITED_COUNTRIES) {
    return undefined
  }
  return {
    keyData,
    rollingStartIntervalNumber,
    rollingPeriod,
    transmissionRiskLevel,
    visitedCountries,
    origin,
    reportType,
    daysSinceOnsetOfSymptoms,
  }
}
