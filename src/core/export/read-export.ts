/**
 * The messages of `export.bin` and `export.sig`, read strictly: what readers could take in two ways is refused, what the
 * format does not know is named. Ours rather than the generated code because of that, and because it is bounded. Pure.
 */

import { fail, type Result, succeed } from '../result.ts'
import { MAX_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import { type ArchiveProblem, problem } from './archive-rules.ts'
import { WireReader } from './wire-reader.ts'

export const MAX_KEYS_OF_A_FILE = 1_000_000
/** Far above what phones read; only there so that no list is without a bound. */
const MAX_SIGNERS = 1000
const MAX_UNKNOWN_FIELDS = 16

/** Undefined members were absent. */
export interface ReadSignatureInfo {
  readonly keyVersion: string | undefined
  readonly keyId: string | undefined
  /** Object identifier, dotted. */
  readonly algorithm: string | undefined
}

export interface ExportedKey {
  /** A view; 16 bytes where the file keeps to the rules. */
  readonly keyData: Uint8Array
  readonly transmissionRiskLevel: number
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  /** As in the file, 0 for none. */
  readonly reportTypeNumber: number
  /** Undefined where absent. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
}

/** The message of `export.bin`. Undefined members were absent. */
export interface ExportMessage {
  /** Unix seconds. */
  readonly startTimestamp: number | undefined
  readonly endTimestamp: number | undefined
  readonly region: string | undefined
  readonly batchNum: number | undefined
  readonly batchSize: number | undefined
  readonly signatureInfos: readonly ReadSignatureInfo[]
  readonly keys: readonly ExportedKey[]
  readonly revisedKeys: readonly ExportedKey[]
}

export interface ReadSignature {
  readonly info: ReadSignatureInfo | undefined
  readonly batchNum: number | undefined
  readonly batchSize: number | undefined
  /** Should be DER. */
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Fields that the format does not know, as "message field number". */
export type UnknownFields = Set<string>

/** @param message the bytes after the 16-byte header */
export function readExportMessage(
  message: Uint8Array,
  unknown: UnknownFields,
  maxKeys: number = MAX_KEYS_OF_A_FILE,
): Result<ExportMessage, ArchiveProblem> {
  const reader = new WireReader(message, 'TemporaryExposureKeyExport')
  const signatureInfos: ReadSignatureInfo[] = []
  const keys: ExportedKey[] = []
  const revisedKeys: ExportedKey[] = []
  const one: { -readonly [Name in keyof ExportMessage]?: ExportMessage[Name] } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 5) reader.once()
    if (field === 1) one.startTimestamp = reader.fixed64()
    else if (field === 2) one.endTimestamp = reader.fixed64()
    else if (field === 3) one.region = reader.string()
    else if (field === 4) one.batchNum = reader.int32()
    else if (field === 5) one.batchSize = reader.int32()
    else if (field <= 8) {
      const part = reader.bytes()
      const read =
        field === 6
          ? append(signatureInfos, readSignatureInfo(part, unknown))
          : append(field === 7 ? keys : revisedKeys, readKey(part, unknown))
      if (read !== undefined) return fail(read)
      if (keys.length + revisedKeys.length > maxKeys) {
        return fail(problem('too-many-keys', `more than ${maxKeys}`))
      }
      if (signatureInfos.length > MAX_SIGNERS) {
        return fail(problem('protobuf-invalid', `more than ${MAX_SIGNERS} signature infos`))
      }
    } else skip(reader, unknown, 'TemporaryExposureKeyExport', field)
  }
  const { startTimestamp, endTimestamp, region, batchNum, batchSize } = one
  const header = { startTimestamp, endTimestamp, region, batchNum, batchSize }
  return finish(reader, { ...header, signatureInfos, keys, revisedKeys })
}

/** @param message the whole of `export.sig` */
export function readSignatureList(
  message: Uint8Array,
  unknown: UnknownFields,
): Result<readonly ReadSignature[], ArchiveProblem> {
  const reader = new WireReader(message, 'TEKSignatureList')
  const signatures: ReadSignature[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) {
      const refused = append(signatures, readSignature(reader.bytes(), unknown))
      if (refused !== undefined) return fail(refused)
      if (signatures.length > MAX_SIGNERS) {
        return fail(problem('protobuf-invalid', `more than ${MAX_SIGNERS} signatures`))
      }
    } else skip(reader, unknown, 'TEKSignatureList', field)
  }
  return finish(reader, signatures)
}

function readSignature(
  message: Uint8Array,
  unknown: UnknownFields,
): Result<ReadSignature, ArchiveProblem> {
  const reader = new WireReader(message, 'TEKSignature')
  let info: ReadSignatureInfo | undefined
  let batchNum: number | undefined
  let batchSize: number | undefined
  let signature = new Uint8Array()
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 4) reader.once()
    if (field === 1) {
      const read = readSignatureInfo(reader.bytes(), unknown)
      if (!read.ok) return read
      info = read.value
    } else if (field === 2) batchNum = reader.int32()
    else if (field === 3) batchSize = reader.int32()
    else if (field === 4) signature = new Uint8Array(reader.bytes())
    else skip(reader, unknown, 'TEKSignature', field)
  }
  return finish(reader, { info, batchNum, batchSize, signature })
}

export function readSignatureInfo(
  message: Uint8Array,
  unknown: UnknownFields,
): Result<ReadSignatureInfo, ArchiveProblem> {
  const reader = new WireReader(message, 'SignatureInfo')
  let keyVersion: string | undefined
  let keyId: string | undefined
  let algorithm: string | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field >= 3 && field <= 5) reader.once()
    if (field === 3) keyVersion = reader.string()
    else if (field === 4) keyId = reader.string()
    else if (field === 5) algorithm = reader.string()
    else skip(reader, unknown, 'SignatureInfo', field)
  }
  return finish(reader, { keyVersion, keyId, algorithm })
}

function readKey(message: Uint8Array, unknown: UnknownFields): Result<ExportedKey, ArchiveProblem> {
  const reader = new WireReader(message, 'TemporaryExposureKey')
  let keyData: Uint8Array = new Uint8Array()
  let transmissionRiskLevel = 0
  let rollingStartIntervalNumber = 0
  let rollingPeriod = MAX_ROLLING_PERIOD
  let reportTypeNumber = 0
  let daysSinceOnsetOfSymptoms: number | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 8 && field !== 7) reader.once()
    if (field === 1) keyData = reader.bytes()
    else if (field === 2) transmissionRiskLevel = reader.int32()
    else if (field === 3) rollingStartIntervalNumber = reader.int32()
    else if (field === 4) rollingPeriod = reader.int32()
    else if (field === 5) reportTypeNumber = reader.int32()
    else if (field === 6) daysSinceOnsetOfSymptoms = reader.sint32()
    // A variant of concern, which nobody writes: read for its form only.
    else if (field === 8) reader.int32()
    else skip(reader, unknown, 'TemporaryExposureKey', field)
  }
  return finish(reader, {
    keyData,
    transmissionRiskLevel,
    rollingStartIntervalNumber,
    rollingPeriod,
    reportTypeNumber,
    daysSinceOnsetOfSymptoms,
  })
}

function append<T>(list: T[], read: Result<T, ArchiveProblem>): ArchiveProblem | undefined {
  if (!read.ok) return read.failure
  list.push(read.value)
  return undefined
}

function skip(reader: WireReader, unknown: UnknownFields, message: string, field: number): void {
  reader.skip()
  if (unknown.size < MAX_UNKNOWN_FIELDS) unknown.add(`${message} field ${field}`)
}

const finish = <T>(reader: WireReader, value: T): Result<T, ArchiveProblem> =>
  reader.problem === undefined ? succeed(value) : fail(problem('protobuf-invalid', reader.problem))
