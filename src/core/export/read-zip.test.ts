import { deflateRawSync, crc32 as nodeCrc32 } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { type ZipPart, zipOf } from '../../../test/support/zip.ts'
import { utf8 } from '../bytes.ts'
import { ZIP_RULES } from './archive-rules.ts'
import { crc32 } from './crc32.ts'
import { readZip } from './read-zip.ts'

const BIN = utf8('the content of export.bin, '.repeat(40))
const SIG = utf8('and of export.sig')
const LIMITS = { 'export.bin': 4096, 'export.sig': 64 }
const bin: ZipPart = { name: 'export.bin', bytes: BIN }
const sig: ZipPart = { name: 'export.sig', bytes: SIG }

const read = (archive: Uint8Array) => readZip(archive, LIMITS)
const ruleOf = (archive: Uint8Array) => {
  const result = read(archive)
  return result.ok ? 'read' : result.failure.rule
}
const contents = (archive: Uint8Array) => {
  const result = read(archive)
  if (!result.ok) throw new Error(result.failure.rule)
  return result.value.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])
}
const BOTH = [
  ['export.bin', Buffer.from(BIN).toString()],
  ['export.sig', Buffer.from(SIG).toString()],
]

describe('reads', () => {
  test('deflated entries with their sizes in front', () => {
    expect(contents(zipOf([bin, sig]))).toEqual(BOTH)
  })
  test('deflated entries with a marked data descriptor, as the key server of Google writes them', () => {
    const parts = [bin, sig].map((part) => ({ ...part, descriptor: 'marked' as const }))
    expect(contents(zipOf(parts))).toEqual(BOTH)
  })
  test('a data descriptor without its mark', () => {
    const parts = [bin, sig].map((part) => ({ ...part, descriptor: 'unmarked' as const }))
    expect(contents(zipOf(parts))).toEqual(BOTH)
  })
  test('sizes that stand in front and behind', () => {
    const local = {
      crc32: nodeCrc32(BIN),
      size: BIN.length,
      compressedSize: deflateRawSync(BIN).length,
    }
    expect(contents(zipOf([{ ...bin, descriptor: 'marked', local }, sig]))).toEqual(BOTH)
  })
  test('stored entries with their sizes in front', () => {
    expect(contents(zipOf([{ ...bin, method: 0 }, sig]))).toEqual(BOTH)
  })
  test('extra fields, which it passes over', () => {
    expect(contents(zipOf([{ ...bin, extra: new Uint8Array(9) }, sig]))).toEqual(BOTH)
  })
  test('what fflate writes', () => {
    expect(contents(zipSync({ 'export.bin': BIN, 'export.sig': SIG }))).toEqual(BOTH)
  })
  test('an entry that is empty', () => {
    expect(contents(zipOf([bin, { ...sig, bytes: new Uint8Array() }]))[1]).toEqual([
      'export.sig',
      '',
    ])
  })
  test('an archive with no entry, which is for others to miss', () => {
    expect(contents(zipOf([]))).toEqual([])
  })
})

describe('refuses by name', () => {
  const whole = zipOf([bin, sig])
  const binData = new Uint8Array(deflateRawSync(BIN))
  const flipped = (at: number) => {
    const copy = whole.slice()
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy
  }
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['no bytes', new Uint8Array(), 'zip-malformed'],
    ['a text', utf8('this is not a zip, and long enough to hold one'), 'zip-malformed'],
    ['an archive cut by a byte', whole.subarray(0, -1), 'zip-malformed'],
    ['an archive cut in an entry', whole.subarray(0, 60), 'zip-malformed'],
    ['an archive longer than 64 MiB', new Uint8Array(64 * 1024 * 1024 + 1), 'archive-too-large'],
    ['a byte after the end', Buffer.concat([whole, new Uint8Array(1)]), 'trailing-bytes'],
    ['a comment', zipOf([bin, sig], { comment: utf8('hello') }), 'trailing-bytes'],
    ['a comment that is not there', flipped(whole.length - 2), 'zip-malformed'],
    ['bytes before the first entry', Buffer.concat([utf8('MZ..'), whole]), 'leading-bytes'],
    [
      'bytes before the first entry that the directory knows of',
      zipOf([{ ...bin, gap: utf8('MZ') }, sig]),
      'leading-bytes',
    ],
    ['bytes between entries', zipOf([bin, { ...sig, gap: utf8('x') }]), 'unclaimed-bytes'],
    [
      'bytes before the directory',
      zipOf([bin, sig], { beforeDirectory: utf8('x') }),
      'unclaimed-bytes',
    ],
    [
      'an entry that only the stream has',
      zipOf([bin, sig], { beforeDirectory: zipOf([bin]).subarray(0, 60) }),
      'unclaimed-bytes',
    ],
    ['a directory that says fewer entries', zipOf([bin, sig], { count: 1 }), 'unclaimed-bytes'],
    ['a directory that says more entries', zipOf([bin, sig], { count: 3 }), 'zip-malformed'],
    ['a split archive', zipOf([bin, sig], { disk: 1 }), 'zip-unsupported'],
    ['a Zip64 archive', zipOf([bin, sig], { count: 0xffff }), 'zip-unsupported'],
    ['an encrypted entry', zipOf([{ ...bin, flags: 1 }, sig]), 'zip-unsupported'],
    ['a third entry', zipOf([bin, sig, { name: 'README', bytes: SIG }]), 'unexpected-entry'],
    [
      'a directory entry',
      zipOf([{ name: 'x/', bytes: new Uint8Array() }, bin, sig]),
      'unexpected-entry',
    ],
    [
      'a path out of the archive',
      zipOf([{ ...bin, name: '../export.bin' }, sig]),
      'unexpected-entry',
    ],
    ['an absolute path', zipOf([{ ...bin, name: '/export.bin' }, sig]), 'unexpected-entry'],
    ['a name in other case', zipOf([{ ...bin, name: 'Export.bin' }, sig]), 'unexpected-entry'],
    [
      'a name that every object has',
      zipOf([{ ...bin, name: '__proto__' }, sig]),
      'unexpected-entry',
    ],
    ['an entry that stands there twice', zipOf([bin, bin]), 'duplicate-entry'],
    [
      'an entry with two names',
      zipOf([{ ...bin, local: { name: 'export.sig' } }, sig]),
      'headers-disagree',
    ],
    [
      'an entry with two methods',
      zipOf([{ ...bin, local: { method: 0 } }, sig]),
      'headers-disagree',
    ],
    ['an entry with two sizes', zipOf([{ ...bin, local: { size: 1 } }, sig]), 'headers-disagree'],
    [
      'an entry with two compressed sizes',
      zipOf([{ ...bin, local: { compressedSize: 1 } }, sig]),
      'headers-disagree',
    ],
    [
      'an entry with two checksums',
      zipOf([{ ...bin, local: { crc32: 1 } }, sig]),
      'headers-disagree',
    ],
    [
      'another data descriptor',
      zipOf([{ ...bin, flags: 8, local: { crc32: 0, size: 0, compressedSize: 0 } }, sig]),
      'headers-disagree',
    ],
    ['an unknown method', zipOf([{ ...bin, method: 12 }, sig]), 'unsupported-method'],
    [
      'a stored entry with its sizes behind',
      zipOf([{ ...bin, method: 0, descriptor: 'marked' }, sig]),
      'stored-with-data-descriptor',
    ],
    ['two entries in one place', zipOf([bin, { ...sig, offset: 0 }]), 'overlapping-entries'],
    [
      'an entry that starts within another',
      zipOf([bin, { ...sig, offset: 20 }]),
      'overlapping-entries',
    ],
    [
      'an entry that reaches into the directory',
      zipOf([bin, { ...sig, compressedSize: 80 }]),
      'overlapping-entries',
    ],
    ['an entry that is nowhere', zipOf([bin, { ...sig, offset: 0xfffffff0 }]), 'unclaimed-bytes'],
    ['an entry that says it is too long', zipOf([{ ...bin, size: 4097 }, sig]), 'entry-too-large'],
    [
      'an entry that is too long',
      zipOf([bin, { ...sig, bytes: new Uint8Array(65) }]),
      'entry-too-large',
    ],
    [
      'an entry that inflates to more than it says',
      zipOf([{ ...bin, size: BIN.length - 1 }, sig]),
      'size-mismatch',
    ],
    [
      'an entry that inflates to less than it says',
      zipOf([{ ...bin, size: BIN.length + 1 }, sig]),
      'size-mismatch',
    ],
    [
      'a stored entry with two sizes',
      zipOf([{ ...bin, method: 0, size: 5 }, sig]),
      'size-mismatch',
    ],
    ['a wrong checksum', zipOf([{ ...bin, crc32: 1 }, sig]), 'crc-mismatch'],
    [
      'a stored entry with a wrong checksum',
      zipOf([{ ...bin, method: 0, crc32: 1 }, sig]),
      'crc-mismatch',
    ],
    [
      'deflated data cut short',
      zipOf([{ ...bin, data: binData.subarray(0, -1) }, sig]),
      'deflate-invalid',
    ],
    [
      'no deflated data',
      zipOf([{ ...bin, data: new Uint8Array(), size: 0 }, sig]),
      'deflate-invalid',
    ],
    [
      'bytes after the deflated data',
      zipOf([{ ...bin, data: Buffer.concat([binData, utf8('x')]) }, sig]),
      'deflate-invalid',
    ],
    [
      'data that were never deflated',
      zipOf([{ ...bin, data: new Uint8Array(50).fill(255) }, sig]),
      'deflate-invalid',
    ],
  ]
  test.each(cases)('%s', (_, archive, rule) => {
    expect(ruleOf(new Uint8Array(archive))).toBe(rule)
  })

  test('with every name that there is for it', () => {
    const broken = new Set(cases.map(([, , rule]) => rule))
    expect(Object.keys(ZIP_RULES).filter((name) => !broken.has(name))).toEqual([])
  })

  test('a bomb, before it has inflated it to its end, which is damaged', () => {
    const zeros = deflateRawSync(new Uint8Array(40 * 1024 * 1024), { level: 9 })
    const data = new Uint8Array(Buffer.concat([zeros.subarray(0, -8), new Uint8Array(8).fill(255)]))
    expect(data.length).toBeLessThan(64 * 1024)
    expect(ruleOf(zipOf([{ ...bin, data, size: 4096, crc32: 0 }, sig]))).toBe('size-mismatch')
    const patient = readZip(zipOf([{ ...bin, data, size: 42_000_000 }]), {
      'export.bin': 42_000_000,
    })
    expect(patient).toMatchObject({ ok: false, failure: { rule: 'deflate-invalid' } })
  })
})

test('every bit of the zip but those of version, time and attributes is minded', () => {
  const archive = zipOf([bin, sig])
  const second = 30 + 10 + deflateRawSync(BIN).length
  const directory = second + 30 + 10 + deflateRawSync(SIG).length
  const ignored = new Set<number>()
  for (const at of [0, second]) for (const i of [4, 5, 10, 11, 12, 13]) ignored.add(at + i)
  for (const at of [directory, directory + 56]) {
    // Versions, time; disk number and the two kinds of attributes.
    for (const i of [4, 5, 6, 7, 12, 13, 14, 15, 34, 35, 36, 37, 38, 39, 40, 41])
      ignored.add(at + i)
  }
  const missed = new Set<number>()
  for (let bit = 0; bit < archive.length * 8; bit++) {
    const copy = archive.slice()
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const result = read(copy)
    const isSame =
      result.ok &&
      result.value.every((entry, i) => Buffer.from(entry.bytes).toString() === BOTH[i]?.[1])
    if (result.ok && !isSame) throw new Error(`bit ${bit} changed what was read`)
    // Deflate has bits that mean nothing: those that fill up its last byte.
    if (result.ok && !ignored.has(bit >> 3)) missed.add(bit >> 3)
  }
  expect([...missed]).toEqual([second - 1, directory - 1])
})

test('the checksum is that of zlib', () => {
  expect(crc32(utf8('123456789'))).toBe(0xcbf43926)
  for (const length of [0, 1, 255, 5000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7919) >> 3)
    expect(crc32(bytes)).toBe(nodeCrc32(bytes))
  }
})
