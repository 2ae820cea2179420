/**
 * What a key costs in an archive: bytes in the zip, and CPU for encoding and deflating. Keys are drawn as real uploads bring
 * them, with every optional field set.
 * `node bench/export-size.ts [keys]` prints it for several draws.
 */

import { buildArchive, byteLengthOf, type Compressor } from '../src/core/export/archive.ts'
import { ExportBinWriter } from '../src/core/export/export-bin.ts'
import { PACKED_KEY_BYTES } from '../src/core/export/packed-keys.ts'
import { compressor } from '../src/platform/compressor.ts'
import { packSorted, realisticKeys } from '../test/support/realistic-keys.ts'

export interface ExportSize {
  readonly keys: number
  /** Of `export.bin`, a key. */
  readonly plainBytes: number
  /** Of the archive, a key. */
  readonly zipBytes: number
  /** Microseconds of CPU a key, encoding and deflating. */
  readonly cpuMicroseconds: number
}

const HEADER = {
  startTimestamp: 1_784_419_200,
  endTimestamp: 1_784_433_600,
  region: 'US',
  signatureInfos: [{ keyId: '310', keyVersion: 'v1' }],
}
/** A midnight, as an interval number. */
const TODAY = 2_973_888
const SIGNATURE_BYTES = 110

/** @param packed keys of one file, ascending */
export function measureExportSize(
  packed: Uint8Array<ArrayBuffer>,
  deflater: Compressor = compressor,
): ExportSize {
  const keys = packed.length / PACKED_KEY_BYTES
  const before = process.cpuUsage()
  const buffer = new Uint8Array(ExportBinWriter.byteLength(HEADER, keys))
  const writer = new ExportBinWriter(buffer, HEADER)
  for (let offset = 0; offset < packed.length; offset += PACKED_KEY_BYTES) {
    writer.append('keys', packed, offset)
  }
  const archive = buildArchive(writer.bytes(), new Uint8Array(SIGNATURE_BYTES), deflater)
  const { user, system } = process.cpuUsage(before)
  return {
    keys,
    plainBytes: writer.bytes().length / keys,
    zipBytes: byteLengthOf(archive) / keys,
    cpuMicroseconds: (user + system) / keys,
  }
}

/** Keys of at least so many, as real uploads bring them. */
export const measureRealisticSize = (keys: number, seed = 1): ExportSize =>
  measureExportSize(packSorted(realisticKeys(keys, TODAY, seed)))

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 30_000)
  for (const seed of [1, 2, 3]) {
    const size = measureRealisticSize(count, seed)
    const [plain, zip, cpu] = [size.plainBytes, size.zipBytes, size.cpuMicroseconds]
    console.log(
      `${size.keys} keys: ${plain.toFixed(2)} B plain, ${zip.toFixed(2)} B in the zip, ${cpu.toFixed(2)} µs of CPU, each`,
    )
  }
}
