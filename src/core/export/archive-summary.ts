/**
 * What an archive says about itself, without its keys: they are counted and passed over, so that one of half a million needs
 * no memory for them. Pure.
 */

import { equalBytes } from '../bytes.ts'
import { fail, type Result, succeed } from '../result.ts'
import { type ArchiveProblem, problem } from './archive-rules.ts'
import type { SignedArchive } from './check-signatures.ts'
import { EXPORT_HEADER } from './export-bin.ts'
import { EXPORT_BIN, EXPORT_SIG, MAX_SIZES } from './read-archive.ts'
import {
  type ExportMessage,
  type ReadSignatureInfo,
  readSignatureInfo,
  readSignatureList,
} from './read-export.ts'
import { readZip } from './read-zip.ts'
import { WireReader } from './wire-reader.ts'

const MAX_SIGNERS = 100

type Header = Omit<ExportMessage, 'keys' | 'revisedKeys'>

export interface ArchiveSummary extends SignedArchive {
  readonly message: Header
  /** Keys and revised keys. */
  readonly keyCount: number
}

export function summarizeArchive(archive: Uint8Array): Result<ArchiveSummary, ArchiveProblem> {
  const zip = readZip(archive, MAX_SIZES)
  if (!zip.ok) return zip
  const bytesOf = (name: string) => zip.value.find((entry) => entry.name === name)?.bytes
  const exportBin = bytesOf(EXPORT_BIN)
  const exportSig = bytesOf(EXPORT_SIG)
  if (exportBin === undefined) return fail(problem('missing-entry', EXPORT_BIN))
  if (exportSig === undefined) return fail(problem('missing-entry', EXPORT_SIG))
  if (!equalBytes(exportBin.subarray(0, EXPORT_HEADER.length), EXPORT_HEADER)) {
    return fail(problem('header-invalid', EXPORT_BIN))
  }
  const counted = countKeys(exportBin.subarray(EXPORT_HEADER.length))
  if (!counted.ok) return counted
  const signatures = readSignatureList(exportSig, new Set())
  if (!signatures.ok) return signatures
  return succeed({
    exportBin: exportBin as Uint8Array<ArrayBuffer>,
    signatures: signatures.value,
    ...counted.value,
  })
}

function countKeys(
  bytes: Uint8Array,
): Result<{ message: Header; keyCount: number }, ArchiveProblem> {
  const reader = new WireReader(bytes, 'TemporaryExposureKeyExport')
  const signatureInfos: ReadSignatureInfo[] = []
  const one: { -readonly [Name in keyof Header]?: Header[Name] } = {}
  let keyCount = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 5) reader.once()
    if (field === 1) one.startTimestamp = reader.fixed64()
    else if (field === 2) one.endTimestamp = reader.fixed64()
    else if (field === 3) one.region = reader.string()
    else if (field === 4) one.batchNum = reader.int32()
    else if (field === 5) one.batchSize = reader.int32()
    else if (field === 6) {
      const info = readSignatureInfo(reader.bytes(), new Set())
      if (!info.ok) return info
      if (signatureInfos.push(info.value) > MAX_SIGNERS) {
        return fail(problem('protobuf-invalid', `more than ${MAX_SIGNERS} signature infos`))
      }
    } else if (field <= 8) {
      reader.bytes()
      keyCount++
    } else reader.skip()
  }
  if (reader.problem !== undefined) return fail(problem('protobuf-invalid', reader.problem))
  const { startTimestamp, endTimestamp, region, batchNum, batchSize } = one
  const message = { startTimestamp, endTimestamp, region, batchNum, batchSize, signatureInfos }
  return succeed({ message, keyCount })
}
