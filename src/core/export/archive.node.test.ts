/** Archives before other people's readers, where this machine has them. */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packSorted, realisticKeys } from '../../../test/support/realistic-keys.ts'
import { compressor } from '../../platform/compressor.ts'
import { buildArchive } from './archive.ts'
import { ExportBinWriter } from './export-bin.ts'
import { PACKED_KEY_BYTES } from './packed-keys.ts'

const HEADER = {
  startTimestamp: 1_784_419_200,
  endTimestamp: 1_784_433_600,
  region: 'US',
  signatureInfos: [{ keyId: '310', keyVersion: 'v1' }],
}

const isThere = (command: string, option: string) => spawnSync(command, [option]).status === 0

let folder = ''
let file = ''
let binLength = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'))
  file = join(folder, 'export.zip')
  // More than two pieces of 1 MiB.
  const packed = packSorted(realisticKeys(75_000, 2_973_888))
  const count = packed.length / PACKED_KEY_BYTES
  const buffer = new Uint8Array(ExportBinWriter.byteLength(HEADER, count))
  const writer = new ExportBinWriter(buffer, HEADER)
  for (let offset = 0; offset < packed.length; offset += PACKED_KEY_BYTES) {
    writer.append('keys', packed, offset)
  }
  binLength = writer.bytes().length
  writeFileSync(
    file,
    Buffer.concat(buildArchive(writer.bytes(), new Uint8Array([1, 2, 3]), compressor)),
  )
})

afterAll(() => rmSync(folder, { recursive: true }))

test.runIf(isThere('python3', '--version'))("Python's zipfile reads and checks it", () => {
  const script = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(*(f'{entry.filename} {entry.file_size} {entry.flag_bits} {entry.compress_type}' for entry in archive.infolist()), sep=',')`
  const output = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })
  expect(output.trim()).toBe(`export.bin ${binLength} 0 8,export.sig 3 0 8`)
  const listed = execFileSync('python3', ['-m', 'zipfile', '-t', file], { encoding: 'utf8' })
  expect(listed.trim()).toBe('Done testing')
})

test.runIf(isThere('unzip', '-v'))('unzip finds no error', () => {
  const output = execFileSync('unzip', ['-t', file], { encoding: 'utf8' })
  expect(output).toContain('No errors detected')
})
