/**
 * The zip around `export.bin` and `export.sig`, or around other files that phones download together. Pure; compression is an
 * argument.
 * Ours for one reason: a file is deflated piece by piece and never joined, so the pieces are the archive. Sizes stand in
 * the local headers, which streaming readers want; times are zero, so that equal files are equal bytes.
 */

/** Deflate and CRC-32, wherever they are fastest. */
export interface Compressor {
  /** Raw deflate of one piece of a stream. Pieces are joined in order; the last ends the stream. */
  deflate(piece: Uint8Array, isLast: boolean): Uint8Array
  /** @param previous CRC of the pieces before */
  crc32(piece: Uint8Array, previous: number): number
}

/** Bytes that are deflated at once. */
export const PIECE_BYTES = 1 << 20
const LOCAL_HEADER = 0x04034b50
const CENTRAL_HEADER = 0x02014b50
const END_OF_CENTRAL_DIRECTORY = 0x06054b50
const VERSION_2_0 = 20
const METHOD_DEFLATE = 8

/** A file of an archive. */
export interface ArchiveFile {
  /** ASCII. */
  readonly name: string
  readonly bytes: Uint8Array
}

interface Entry {
  readonly name: Uint8Array
  readonly crc32: number
  readonly size: number
  readonly compressedSize: number
  readonly offset: number
}

/** @returns the archive's bytes in pieces, for writing one after another */
export const buildArchive = (
  exportBin: Uint8Array,
  exportSig: Uint8Array,
  compressor: Compressor,
): readonly Uint8Array[] =>
  zipFiles(
    [
      { name: 'export.bin', bytes: exportBin },
      { name: 'export.sig', bytes: exportSig },
    ],
    compressor,
  )

/** The same with any files, in their order. */
export function zipFiles(
  files: readonly ArchiveFile[],
  compressor: Compressor,
): readonly Uint8Array[] {
  const pieces: Uint8Array[] = []
  const entries: Entry[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const { deflated, crc32 } = deflate(bytes, compressor)
    const entry: Entry = {
      name: new TextEncoder().encode(name),
      crc32,
      size: bytes.length,
      compressedSize: byteLengthOf(deflated),
      offset,
    }
    const header = localHeader(entry)
    pieces.push(header, ...deflated)
    entries.push(entry)
    offset += header.length + entry.compressedSize
  }
  const directory = entries.map(centralHeader)
  pieces.push(...directory, endOfDirectory(entries.length, byteLengthOf(directory), offset))
  return pieces
}

export const byteLengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0)

function deflate(
  bytes: Uint8Array,
  compressor: Compressor,
): { deflated: Uint8Array[]; crc32: number } {
  const deflated: Uint8Array[] = []
  let crc32 = 0
  let at = 0
  do {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    at += piece.length
    crc32 = compressor.crc32(piece, crc32)
    deflated.push(compressor.deflate(piece, at >= bytes.length))
  } while (at < bytes.length)
  return { deflated, crc32 }
}

function record(
  size: number,
  name: Uint8Array,
  write: (view: DataView<ArrayBuffer>) => void,
): Uint8Array {
  const bytes = new Uint8Array(size + name.length)
  write(new DataView(bytes.buffer))
  bytes.set(name, size)
  return bytes
}

const localHeader = (entry: Entry): Uint8Array =>
  record(30, entry.name, (view) => {
    view.setUint32(0, LOCAL_HEADER, true)
    view.setUint16(4, VERSION_2_0, true)
    view.setUint16(8, METHOD_DEFLATE, true)
    view.setUint32(14, entry.crc32, true)
    view.setUint32(18, entry.compressedSize, true)
    view.setUint32(22, entry.size, true)
    view.setUint16(26, entry.name.length, true)
  })

const centralHeader = (entry: Entry): Uint8Array =>
  record(46, entry.name, (view) => {
    view.setUint32(0, CENTRAL_HEADER, true)
    view.setUint16(4, VERSION_2_0, true)
    view.setUint16(6, VERSION_2_0, true)
    view.setUint16(10, METHOD_DEFLATE, true)
    view.setUint32(16, entry.crc32, true)
    view.setUint32(20, entry.compressedSize, true)
    view.setUint32(24, entry.size, true)
    view.setUint16(28, entry.name.length, true)
    view.setUint32(42, entry.offset, true)
  })

const endOfDirectory = (count: number, size: number, offset: number): Uint8Array =>
  record(22, new Uint8Array(), (view) => {
    view.setUint32(0, END_OF_CENTRAL_DIRECTORY, true)
    view.setUint16(8, count, true)
    view.setUint16(10, count, true)
    view.setUint32(12, size, true)
    view.setUint32(16, offset, true)
  })
