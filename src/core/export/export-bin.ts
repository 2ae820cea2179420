/**
 * `export.bin`: the 16-byte header and the message that phones read. Pure.
 * The part before the keys goes through the generated code; the keys, which may be half a million, through an encoder of
 * our own into one buffer. A test holds it to the generated code byte for byte.
 */

import { utf8 } from '../bytes.ts'
import { tocsin } from '../proto/export.js'
import { KEY_BYTES, MAX_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import {
  NO_ONSET,
  PERIOD_OFFSET,
  REPORT_TYPE_OFFSET,
  RISK_OFFSET,
  readOnset,
  readStart,
} from './packed-keys.ts'

const { TemporaryExposureKeyExport } = tocsin.exposure

/** "EK Export v1" and four spaces. */
export const EXPORT_HEADER = utf8('EK Export v1    ')

/** ecdsa-with-SHA256, the one algorithm that we sign with. */
export const ECDSA_SHA256_OID = '1.2.840.10045.4.3.2'

/** Most bytes that one key takes: every field present, numbers at their widest. */
export const MAX_ENCODED_KEY_BYTES = 40
/** Bytes a key takes at most while interval numbers fit 28 bits (until 5077) and onsets lie within 63 days. */
export const USUAL_ENCODED_KEY_BYTES = 34

export interface SignatureInfo {
  /** Conventionally the country's MCC, e.g. "310". */
  readonly keyId: string
  /** E.g. "v1". */
  readonly keyVersion: string
  /** iOS and Android names of the app that takes the file, in layouts that write them. */
  readonly appBundleId?: string | undefined
  readonly androidPackage?: string | undefined
}

export interface ExportFileHeader {
  /** Unix seconds. */
  readonly startTimestamp: number
  readonly endTimestamp: number
  /** undefined: the field is left out. */
  readonly region: string | undefined
  readonly signatureInfos: readonly SignatureInfo[]
  /** Whether a key's fields are written also where they are what a reader takes for granted. */
  readonly writesDefaults?: boolean
}

/** Days since onset that this format knows; a code beyond them is another layout's and is left out. */
const MAX_WRITTEN_ONSET = 127

/** The two lists of a file: keys, and keys whose report changed. */
export type KeyList = 'keys' | 'revised_keys'

const LIST_TAG: Record<KeyList, number> = { keys: (7 << 3) | 2, revised_keys: (8 << 3) | 2 }
const TAG_KEY_DATA = (1 << 3) | 2
const TAG_RISK = 2 << 3
const TAG_START = 3 << 3
const TAG_PERIOD = 4 << 3
const TAG_REPORT_TYPE = 5 << 3
const TAG_ONSET = 6 << 3

/** What stands in both files for one signer. */
export const signatureInfoMessage = (info: SignatureInfo) => ({
  ...(info.appBundleId !== undefined && { appBundleId: info.appBundleId }),
  ...(info.androidPackage !== undefined && { androidPackage: info.androidPackage }),
  ...(info.keyVersion !== '' && { verificationKeyVersion: info.keyVersion }),
  ...(info.keyId !== '' && { verificationKeyId: info.keyId }),
  signatureAlgorithm: ECDSA_SHA256_OID,
})

/** The bytes before the first key. */
export function encodeExportHeader(header: ExportFileHeader): Uint8Array {
  return TemporaryExposureKeyExport.encode({
    startTimestamp: header.startTimestamp,
    endTimestamp: header.endTimestamp,
    ...(header.region !== undefined && { region: header.region }),
    batchNum: 1,
    batchSize: 1,
    signatureInfos: header.signatureInfos.map(signatureInfoMessage),
  }).finish()
}

/** Writes one `export.bin` into a buffer that is made once. */
export class ExportBinWriter {
  readonly #buffer: Uint8Array<ArrayBuffer>
  readonly #headerLength: number
  readonly #writesDefaults: boolean
  #length: number

  /**
   * @param buffer at least as long as `byteLength` says for what will be written; it may be one that an earlier file used
   */
  constructor(buffer: Uint8Array<ArrayBuffer>, header: ExportFileHeader) {
    const message = encodeExportHeader(header)
    buffer.set(EXPORT_HEADER, 0)
    buffer.set(message, EXPORT_HEADER.length)
    this.#buffer = buffer
    this.#headerLength = message.length
    this.#writesDefaults = header.writesDefaults ?? false
    this.#length = EXPORT_HEADER.length + message.length
  }

  /** Replaces the header by one of the same length: when the first file is full it may turn out not to be the last. */
  rewriteHeader(header: ExportFileHeader): void {
    const message = encodeExportHeader(header)
    if (message.length !== this.#headerLength)
      throw new RangeError('a header may not change its length')
    this.#buffer.set(message, EXPORT_HEADER.length)
  }

  /** Bytes that a file of so many keys may need. */
  static byteLength(header: ExportFileHeader, keyCount: number): number {
    const message = encodeExportHeader(header)
    return EXPORT_HEADER.length + message.length + keyCount * USUAL_ENCODED_KEY_BYTES
  }

  /** All that was written; a view, not a copy. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Appends one key. Lists are written in their order: all keys, then all revised keys. */
  append(list: KeyList, packed: Uint8Array, offset: number): void {
    const buffer = this.#buffer
    if (this.#length + MAX_ENCODED_KEY_BYTES > buffer.length) this.#checkRoom(packed, offset)
    let at = this.#length + 2
    buffer[at++] = TAG_KEY_DATA
    buffer[at++] = KEY_BYTES
    for (let i = 0; i < KEY_BYTES; i++) buffer[at++] = packed[offset + i] ?? 0
    buffer[at++] = TAG_RISK
    buffer[at++] = packed[offset + RISK_OFFSET] ?? 0
    const start = readStart(packed, offset)
    if (start !== 0 || this.#writesDefaults) {
      buffer[at++] = TAG_START
      at = writeVarint(buffer, at, start)
    }
    const period = packed[offset + PERIOD_OFFSET] ?? 0
    if (period !== MAX_ROLLING_PERIOD || this.#writesDefaults) {
      buffer[at++] = TAG_PERIOD
      at = writeVarint(buffer, at, period)
    }
    const reportType = packed[offset + REPORT_TYPE_OFFSET] ?? 0
    if (reportType !== 0) {
      buffer[at++] = TAG_REPORT_TYPE
      buffer[at++] = reportType
    }
    const onset = readOnset(packed, offset)
    if (onset !== NO_ONSET && Math.abs(onset) <= MAX_WRITTEN_ONSET) {
      buffer[at++] = TAG_ONSET
      at = writeVarint(buffer, at, ((onset << 1) ^ (onset >> 31)) >>> 0)
    }
    buffer[this.#length] = LIST_TAG[list]
    buffer[this.#length + 1] = at - this.#length - 2
    this.#length = at
  }

  /** A write past the end of a typed array is lost in silence, so near the end each key is measured first. */
  #checkRoom(packed: Uint8Array, offset: number): void {
    const room = this.#buffer.length - this.#length
    const writer = new ExportBinWriter(new Uint8Array(MAX_ENCODED_KEY_BYTES * 4), {
      startTimestamp: 0,
      endTimestamp: 0,
      region: undefined,
      signatureInfos: [],
      writesDefaults: this.#writesDefaults,
    })
    const before = writer.bytes().length
    writer.append('keys', packed, offset)
    if (writer.bytes().length - before > room) throw new RangeError('export.bin outgrew its buffer')
  }
}

function writeVarint(buffer: Uint8Array, at: number, value: number): number {
  let rest = value
  let index = at
  while (rest > 127) {
    buffer[index++] = (rest & 127) | 128
    rest >>>= 7
  }
  buffer[index++] = rest
  return index
}
