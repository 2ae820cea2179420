import { inflateRawSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { compressor } from '../../platform/compressor.ts'
import { concatBytes, toHex, utf8 } from '../bytes.ts'
import { buildArchive, byteLengthOf, PIECE_BYTES } from './archive.ts'

const MEBIBYTE = 1 << 20

/** Half random, half the same, as keys are. */
function sampleBytes(length: number): Uint8Array {
  const random = seededRandom(length)
  return Uint8Array.from({ length }, (_, i) => ((i >> 4) % 2 === 0 ? random() * 256 : i % 16))
}

/** Bit by bit, from the definition. */
function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

interface LocalEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly time: number
  readonly extraLength: number
  readonly crc32: number
  readonly content: Uint8Array
  readonly size: number
}

/** Reads local headers one after another, as a streaming reader does: nothing but them says where an entry ends. */
function readLocalEntries(archive: Uint8Array): { entries: LocalEntry[]; end: number } {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  const entries: LocalEntry[] = []
  let at = 0
  while (view.getUint32(at, true) === 0x04034b50) {
    const compressedSize = view.getUint32(at + 18, true)
    const nameLength = view.getUint16(at + 26, true)
    const extraLength = view.getUint16(at + 28, true)
    const start = at + 30 + nameLength + extraLength
    entries.push({
      name: new TextDecoder().decode(archive.subarray(at + 30, at + 30 + nameLength)),
      flags: view.getUint16(at + 6, true),
      method: view.getUint16(at + 8, true),
      time: view.getUint32(at + 10, true),
      crc32: view.getUint32(at + 14, true),
      size: view.getUint32(at + 22, true),
      extraLength,
      content: new Uint8Array(inflateRawSync(archive.subarray(start, start + compressedSize))),
    })
    at = start + compressedSize
  }
  return { entries, end: at }
}

const build = (bin: Uint8Array, sig: Uint8Array) =>
  concatBytes(...buildArchive(bin, sig, compressor))

describe('an archive', () => {
  const bin = sampleBytes(10_000)
  const sig = utf8('signature')

  test('holds export.bin and then export.sig, deflated, with their sizes and no descriptor', () => {
    const { entries } = readLocalEntries(build(bin, sig))
    expect(entries.map((entry) => entry.name)).toEqual(['export.bin', 'export.sig'])
    for (const entry of entries) {
      expect(entry.flags).toBe(0)
      expect(entry.method).toBe(8)
      expect(entry.extraLength).toBe(0)
    }
    expect(entries.map((entry) => entry.size)).toEqual([bin.length, sig.length])
    expect(entries.map((entry) => toHex(entry.content))).toEqual([toHex(bin), toHex(sig)])
  })

  test('carries the checksum of each entry', () => {
    expect(crc32Of(utf8('123456789'))).toBe(0xcbf43926)
    const { entries } = readLocalEntries(build(bin, sig))
    expect(entries.map((entry) => entry.crc32)).toEqual([crc32Of(bin), crc32Of(sig)])
  })

  test('tells no time, so that equal files are equal bytes', () => {
    const archive = build(bin, sig)
    expect(readLocalEntries(archive).entries.map((entry) => entry.time)).toEqual([0, 0])
    expect(toHex(build(bin, sig))).toBe(toHex(archive))
  })

  test('has a directory that says the same as the local headers', () => {
    const archive = build(bin, sig)
    const { entries, end } = readLocalEntries(archive)
    const view = new DataView(archive.buffer)
    let at = end
    for (const entry of entries) {
      expect(view.getUint32(at, true)).toBe(0x02014b50)
      expect(view.getUint16(at + 8, true)).toBe(0)
      expect(view.getUint32(at + 12, true)).toBe(0)
      expect(view.getUint32(at + 16, true)).toBe(entry.crc32)
      expect(view.getUint32(at + 24, true)).toBe(entry.size)
      const local = view.getUint32(at + 42, true)
      expect(view.getUint32(local, true)).toBe(0x04034b50)
      expect(new TextDecoder().decode(archive.subarray(at + 46, at + 56))).toBe(entry.name)
      at += 56
    }
    expect(view.getUint32(at, true)).toBe(0x06054b50)
    expect(view.getUint16(at + 10, true)).toBe(2)
    expect(view.getUint32(at + 16, true)).toBe(end)
    expect(archive.length).toBe(at + 22)
  })

  test('is read by a library of somebody else', () => {
    const entries = unzipSync(build(bin, sig))
    expect(Object.keys(entries)).toEqual(['export.bin', 'export.sig'])
    expect(toHex(entries['export.bin'] ?? new Uint8Array())).toBe(toHex(bin))
  })
})

test.each([
  ['an empty file', 0],
  ['one byte', 1],
  ['a whole piece', PIECE_BYTES],
  ['a piece and a byte', PIECE_BYTES + 1],
  ['pieces of 1 MiB and a rest', 2 * MEBIBYTE + 12_345],
])('%s comes out as one stream with one checksum', (_what, length) => {
  const bin = sampleBytes(length)
  const pieces = buildArchive(bin, utf8('signature'), compressor)
  const archive = concatBytes(...pieces)
  expect(archive.length).toBe(byteLengthOf(pieces))
  const [entry] = readLocalEntries(archive).entries
  expect(entry?.size).toBe(length)
  expect(Buffer.compare(Buffer.from(entry?.content ?? []), Buffer.from(bin))).toBe(0)
  expect(entry?.crc32).toBe(crc32Of(bin))
})
