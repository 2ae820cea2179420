/** Writes zips of every kind, also such as no reader should take. Shares nothing with the reader: node:zlib and own records. */

import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly bytes: Uint8Array
  /** 8 unless told. */
  readonly method?: number
  readonly descriptor?: 'marked' | 'unmarked'
  readonly flags?: number
  /** Stands in for the compressed data. */
  readonly data?: Uint8Array
  readonly crc32?: number
  readonly size?: number
  readonly compressedSize?: number
  readonly extra?: Uint8Array
  /** Bytes before the local header. */
  readonly gap?: Uint8Array
  readonly local?: Partial<Pick<ZipPart, 'name' | 'method' | 'crc32' | 'size' | 'compressedSize'>>
  /** Where the central header says that it is. */
  readonly offset?: number
}

export interface ZipOptions {
  readonly beforeDirectory?: Uint8Array
  readonly comment?: Uint8Array
  readonly count?: number
  readonly disk?: number
}

const u16 = (value: number) => [value & 255, (value >> 8) & 255]
const u32 = (value: number) => [...u16(value), ...u16(value >>> 16)]
const latin1 = (text: string) => Buffer.from(text, 'latin1')

export function zipOf(parts: readonly ZipPart[], options: ZipOptions = {}): Uint8Array {
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let length = 0
  const add = (...bytes: Uint8Array[]) => {
    for (const piece of bytes) {
      pieces.push(piece)
      length += piece.length
    }
  }
  for (const part of parts) {
    const { name, bytes, method = 8, descriptor, extra = new Uint8Array() } = part
    const flags = part.flags ?? (descriptor === undefined ? 0 : 8)
    const data = part.data ?? (method === 8 ? new Uint8Array(deflateRawSync(bytes)) : bytes)
    const sizes = {
      crc32: part.crc32 ?? crc32(bytes),
      compressedSize: part.compressedSize ?? data.length,
      size: part.size ?? bytes.length,
    }
    const sizeBytes = (of: typeof sizes) => [
      ...u32(of.crc32),
      ...u32(of.compressedSize),
      ...u32(of.size),
    ]
    add(part.gap ?? new Uint8Array())
    const offset = part.offset ?? length
    const localName = part.local?.name ?? name
    const localSizes =
      descriptor === undefined
        ? { ...sizes, ...part.local }
        : { crc32: 0, compressedSize: 0, size: 0, ...part.local }
    add(
      new Uint8Array([
        ...[...u32(0x04034b50), ...u16(20), ...u16(flags), ...u16(part.local?.method ?? method)],
        ...[...u32(0), ...sizeBytes(localSizes)],
        ...[...u16(localName.length), ...u16(extra.length)],
      ]),
      latin1(localName),
      extra,
      data,
    )
    if (descriptor === 'marked') add(new Uint8Array([...u32(0x08074b50), ...sizeBytes(sizes)]))
    if (descriptor === 'unmarked') add(new Uint8Array(sizeBytes(sizes)))
    directory.push(
      new Uint8Array([
        ...[...u32(0x02014b50), ...u16(20), ...u16(20), ...u16(flags), ...u16(method)],
        ...[...u32(0), ...sizeBytes(sizes), ...u16(name.length), ...u16(0), ...u16(0)],
        ...[...u16(0), ...u16(0), ...u32(0), ...u32(offset)],
      ]),
      latin1(name),
    )
  }
  add(options.beforeDirectory ?? new Uint8Array())
  const start = length
  add(...directory)
  const { comment = new Uint8Array(), count = parts.length, disk = 0 } = options
  add(
    new Uint8Array([
      ...[...u32(0x06054b50), ...u16(disk), ...u16(disk), ...u16(count), ...u16(count)],
      ...[...u32(length - start), ...u32(start), ...u16(comment.length)],
    ]),
    comment,
  )
  return new Uint8Array(Buffer.concat(pieces))
}
