/**
 * The entries of a zip, read as strictly as the strictest of its readers: from the front as a phone streams it, and from
 * the directory at its end, which must agree. Nothing is inflated whose size is not bounded. Pure.
 */

import { fail, type Result, succeed } from '../result.ts'
import { type ArchiveProblem, problem, quoted } from './archive-rules.ts'
import { crc32 } from './crc32.ts'
import { inflateExactly } from './inflate.ts'

export const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024

const LOCAL_HEADER = 0x04034b50
const CENTRAL_HEADER = 0x02014b50
const END_OF_CENTRAL_DIRECTORY = 0x06054b50
const DATA_DESCRIPTOR = 0x08074b50
const LOCAL_HEADER_BYTES = 30
const CENTRAL_HEADER_BYTES = 46
const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff

const METHOD_STORED = 0
const METHOD_DEFLATED = 8
const FLAG_DATA_DESCRIPTOR = 1 << 3
/** Besides it: two hints about the compression level, and "names are UTF-8". */
const KNOWN_FLAGS = FLAG_DATA_DESCRIPTOR | (1 << 1) | (1 << 2) | (1 << 11)

export interface ZipEntry {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  /** Whether sizes and CRC stand behind the data. */
  readonly hasDataDescriptor: boolean
  readonly crc32: number
  readonly size: number
  readonly compressedSize: number
  readonly offset: number
}

export interface ReadEntry extends ZipEntry {
  /** Inflated. */
  readonly bytes: Uint8Array
}

interface CentralHeader {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly size: number
  readonly compressedSize: number
  readonly offset: number
}

interface Directory {
  readonly offset: number
  readonly headers: readonly CentralHeader[]
}

/**
 * @param maxSizes names that there may be, and the most bytes of each; which of them must be there is the caller's matter
 * @returns entries in the order in which they lie in the archive
 */
export function readZip(
  archive: Uint8Array,
  maxSizes: Readonly<Record<string, number>>,
): Result<readonly ReadEntry[], ArchiveProblem> {
  if (archive.length > MAX_ARCHIVE_BYTES) {
    return fail(problem('archive-too-large', `${archive.length} bytes`))
  }
  const directory = readDirectory(archive)
  if (!directory.ok) return directory
  const { headers } = directory.value
  const names = new Set<string>()
  for (const header of headers) {
    const unfit = checkHeader(header, maxSizes)
    if (unfit !== undefined) return fail(unfit)
    if (names.has(header.name)) return fail(problem('duplicate-entry', header.name))
    names.add(header.name)
  }
  return readEntries(archive, directory.value)
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function readDirectory(archive: Uint8Array): Result<Directory, ArchiveProblem> {
  const view = viewOf(archive)
  const end = archive.length - END_BYTES
  if (end < 0 || view.getUint32(end, true) !== END_OF_CENTRAL_DIRECTORY) {
    const found = findEnd(view)
    return found === undefined
      ? fail(problem('zip-malformed', 'there is no end of the central directory'))
      : fail(problem('trailing-bytes', `${end - found} bytes after the end of the directory`))
  }
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const offset = view.getUint32(end + 16, true)
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    return fail(problem('zip-unsupported', 'the archive is split'))
  }
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    return fail(problem('zip-unsupported', 'the archive is Zip64'))
  }
  if (view.getUint16(end + 20, true) !== 0) {
    return fail(problem('zip-malformed', 'the comment is cut short'))
  }
  if (offset + size !== end) {
    const isPrefixed = offset + size < end && view.getUint32(0, true) !== LOCAL_HEADER
    return isPrefixed
      ? fail(problem('leading-bytes', 'the archive does not start with an entry'))
      : fail(problem('zip-malformed', 'the directory is not where its end says'))
  }
  const headers: CentralHeader[] = []
  let at = offset
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_HEADER_BYTES > end || view.getUint32(at, true) !== CENTRAL_HEADER) {
      return fail(problem('zip-malformed', `entry ${i} is not in the directory`))
    }
    const nameLength = view.getUint16(at + 28, true)
    const next = at + CENTRAL_HEADER_BYTES + nameLength + extrasLength(view, at + 30)
    if (next > end) return fail(problem('zip-malformed', `entry ${i} outgrows the directory`))
    headers.push({
      name: nameAt(archive, at + CENTRAL_HEADER_BYTES, nameLength),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at = next
  }
  return at === end
    ? succeed({ offset, headers })
    : fail(problem('unclaimed-bytes', `${end - at} bytes in the directory`))
}

/** Where a directory ends that is not the last thing in the archive. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES - 1
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) === END_OF_CENTRAL_DIRECTORY) return at
  }
  return undefined
}

/** Lengths of extra fields and comment, which stand side by side in a central header. */
const extrasLength = (view: DataView, at: number): number =>
  view.getUint16(at, true) + view.getUint16(at + 2, true)

/** Byte for byte: a name that is not ASCII is none that we know. */
const nameAt = (archive: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...archive.subarray(at, at + Math.min(length, 512)))

function checkHeader(
  { name, flags, method, size, compressedSize }: CentralHeader,
  maxSizes: Readonly<Record<string, number>>,
): ArchiveProblem | undefined {
  const maxSize = Object.hasOwn(maxSizes, name) ? maxSizes[name] : undefined
  if (maxSize === undefined) return problem('unexpected-entry', quoted(name))
  if ((flags & ~KNOWN_FLAGS) !== 0) {
    return problem('zip-unsupported', `${name} has flags 0x${flags.toString(16)}`)
  }
  if (method !== METHOD_STORED && method !== METHOD_DEFLATED) {
    return problem('unsupported-method', `${name} has method ${method}`)
  }
  if (method === METHOD_STORED && (flags & FLAG_DATA_DESCRIPTOR) !== 0) {
    return problem('stored-with-data-descriptor', name)
  }
  if (size > maxSize) return problem('entry-too-large', `${name}: ${size} bytes, not ${maxSize}`)
  if (method === METHOD_STORED && size !== compressedSize) {
    return problem('size-mismatch', `${name} is stored and has two sizes`)
  }
  return undefined
}

function readEntries(
  archive: Uint8Array,
  directory: Directory,
): Result<readonly ReadEntry[], ArchiveProblem> {
  const entries: ReadEntry[] = []
  let expected = 0
  for (const header of directory.headers.toSorted((a, b) => a.offset - b.offset)) {
    const misplaced = checkPlace(header.offset, expected)
    if (misplaced !== undefined) return fail(misplaced)
    const data = locateData(archive, header, directory.offset)
    if (!data.ok) return data
    const bytes = readData(header, archive.subarray(data.value.start, data.value.end))
    if (!bytes.ok) return bytes
    const { name, size, compressedSize, offset } = header
    entries.push({
      ...{ name, size, compressedSize, offset },
      method: header.method === METHOD_STORED ? 'stored' : 'deflated',
      hasDataDescriptor: (header.flags & FLAG_DATA_DESCRIPTOR) !== 0,
      crc32: header.crc32,
      bytes: bytes.value,
    })
    expected = data.value.next
  }
  const misplaced = checkPlace(directory.offset, expected)
  return misplaced === undefined ? succeed(entries) : fail(misplaced)
}

function checkPlace(offset: number, expected: number): ArchiveProblem | undefined {
  if (offset < expected) {
    return problem('overlapping-entries', `a record at ${offset} starts before ${expected}`)
  }
  if (offset === expected) return undefined
  return expected === 0
    ? problem('leading-bytes', `${offset} bytes`)
    : problem('unclaimed-bytes', `${offset - expected} bytes at ${expected}`)
}

interface DataPlace {
  readonly start: number
  readonly end: number
  /** Where the next record starts. */
  readonly next: number
}

/** @param limit where the directory starts: no entry reaches into it */
function locateData(
  archive: Uint8Array,
  header: CentralHeader,
  limit: number,
): Result<DataPlace, ArchiveProblem> {
  const { name, offset } = header
  const view = viewOf(archive)
  if (offset + LOCAL_HEADER_BYTES > limit || view.getUint32(offset, true) !== LOCAL_HEADER) {
    return fail(problem('zip-malformed', `${name} has no local header`))
  }
  const nameLength = view.getUint16(offset + 26, true)
  const start = offset + LOCAL_HEADER_BYTES + nameLength + view.getUint16(offset + 28, true)
  const end = start + header.compressedSize
  const hasDescriptor = (header.flags & FLAG_DATA_DESCRIPTOR) !== 0
  if (end > limit) return fail(problem('overlapping-entries', `${name} reaches into the directory`))
  const agrees =
    nameAt(archive, offset + LOCAL_HEADER_BYTES, nameLength) === name &&
    view.getUint16(offset + 6, true) === header.flags &&
    view.getUint16(offset + 8, true) === header.method &&
    // Before a data descriptor the three are zero, or known all the same.
    (hasSizes(view, offset + 14, header) ||
      (hasDescriptor && hasSizes(view, offset + 14, { crc32: 0, compressedSize: 0, size: 0 })))
  if (!agrees) return fail(problem('headers-disagree', `${name}: local and central header`))
  if (!hasDescriptor) return succeed({ start, end, next: end })
  const withMark = end + 16 <= limit && view.getUint32(end, true) === DATA_DESCRIPTOR
  if (withMark && hasSizes(view, end + 4, header)) return succeed({ start, end, next: end + 16 })
  if (end + 12 <= limit && hasSizes(view, end, header)) {
    return succeed({ start, end, next: end + 12 })
  }
  return fail(problem('headers-disagree', `${name}: data descriptor`))
}

const hasSizes = (
  view: DataView,
  at: number,
  sizes: Pick<CentralHeader, 'crc32' | 'compressedSize' | 'size'>,
): boolean =>
  view.getUint32(at, true) === sizes.crc32 &&
  view.getUint32(at + 4, true) === sizes.compressedSize &&
  view.getUint32(at + 8, true) === sizes.size

function readData(
  { name, method, size, crc32: expected }: CentralHeader,
  data: Uint8Array,
): Result<Uint8Array, ArchiveProblem> {
  const bytes = method === METHOD_STORED ? data : inflateExactly(data, size)
  switch (bytes) {
    case 'invalid':
      return fail(problem('deflate-invalid', `${name} can not be inflated`))
    case 'followed':
      return fail(problem('deflate-invalid', `${name}: bytes follow the deflated data`))
    case 'longer':
    case 'shorter':
      return fail(problem('size-mismatch', `${name} is ${bytes} than ${size} bytes`))
    default:
      return crc32(bytes) === expected ? succeed(bytes) : fail(problem('crc-mismatch', name))
  }
}
