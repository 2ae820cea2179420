/**
 * A published archive, read as a phone reads it. Says what can not be read by the name of the rule that is broken; whether
 * what was read is to be believed is for `verify-archive.ts`. Pure.
 */

import { equalBytes } from '../bytes.ts'
import { fail, type Result, succeed } from '../result.ts'
import { type ArchiveProblem, problem } from './archive-rules.ts'
import { EXPORT_HEADER } from './export-bin.ts'
import {
  type ExportMessage,
  MAX_KEYS_OF_A_FILE,
  type ReadSignature,
  readExportMessage,
  readSignatureList,
  type UnknownFields,
} from './read-export.ts'
import { readZip, type ZipEntry } from './read-zip.ts'

export const EXPORT_BIN = 'export.bin'
export const EXPORT_SIG = 'export.sig'
const MAX_SIG_BYTES = 64 * 1024

/** What is longer is not inflated, and what has more keys not read further. */
export interface ArchiveLimits {
  readonly maxBinBytes: number
  readonly maxKeys: number
}

/** A million keys at their widest and room for the rest. */
export const DEFAULT_LIMITS: ArchiveLimits = {
  maxBinBytes: 48 * 1024 * 1024,
  maxKeys: MAX_KEYS_OF_A_FILE,
}

/** Bytes of each entry that are inflated at most. */
export const MAX_SIZES = { [EXPORT_BIN]: DEFAULT_LIMITS.maxBinBytes, [EXPORT_SIG]: MAX_SIG_BYTES }

export interface ReadArchive {
  /** In the order in which they lie in the zip. */
  readonly entries: readonly ZipEntry[]
  /** All bytes, which are what is signed. */
  readonly exportBin: Uint8Array<ArrayBuffer>
  readonly message: ExportMessage
  /** Undefined where there is no export.sig: readable, never valid. */
  readonly signatures: readonly ReadSignature[] | undefined
  /** Bytes of the entries beside the two of the format, by name. */
  readonly moreEntries: ReadonlyMap<string, Uint8Array>
  /** What is odd without standing in the way of reading. */
  readonly warnings: readonly ArchiveProblem[]
}

/** @param moreSizes names of entries that there may be beside the two of the format, and the most bytes of each */
export function readArchive(
  archive: Uint8Array,
  limits: ArchiveLimits = DEFAULT_LIMITS,
  moreSizes: Readonly<Record<string, number>> = {},
): Result<ReadArchive, ArchiveProblem> {
  const maxSizes = { ...moreSizes, [EXPORT_BIN]: limits.maxBinBytes, [EXPORT_SIG]: MAX_SIG_BYTES }
  const zip = readZip(archive, maxSizes)
  if (!zip.ok) return zip
  const bytesOf = (name: string) => zip.value.find((entry) => entry.name === name)?.bytes
  const exportBin = bytesOf(EXPORT_BIN)
  const exportSig = bytesOf(EXPORT_SIG)
  if (exportBin === undefined) return fail(problem('missing-entry', EXPORT_BIN))
  if (!equalBytes(exportBin.subarray(0, EXPORT_HEADER.length), EXPORT_HEADER)) {
    return fail(problem('header-invalid', EXPORT_BIN))
  }
  const unknown: UnknownFields = new Set()
  const message = readExportMessage(
    exportBin.subarray(EXPORT_HEADER.length),
    unknown,
    limits.maxKeys,
  )
  if (!message.ok) return message
  const signatures =
    exportSig === undefined ? succeed(undefined) : readSignatureList(exportSig, unknown)
  if (!signatures.ok) return signatures
  const warnings = [...unknown].map((field) => problem('unknown-field', field))
  if (zip.value[0]?.name === EXPORT_SIG) warnings.push(problem('entry-order', EXPORT_SIG))
  return succeed({
    entries: zip.value.map(({ bytes: _, ...entry }) => entry),
    exportBin: exportBin as Uint8Array<ArrayBuffer>,
    message: message.value,
    signatures: signatures.value,
    moreEntries: new Map(
      zip.value
        .filter(({ name }) => name !== EXPORT_BIN && name !== EXPORT_SIG)
        .map(({ name, bytes }) => [name, bytes]),
    ),
    warnings,
  })
}
