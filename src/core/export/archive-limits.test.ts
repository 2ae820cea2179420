import { expect, test } from 'vitest'
import { aKey, anArchive } from '../../../test/support/archives.ts'
import { readArchive } from './read-archive.ts'

const message = { keys: [aKey(1), aKey(2)], revisedKeys: [aKey(3)] }

test("an archive is read within its reader's own limits, and refused by name beyond", () => {
  const archive = anArchive({ message })
  const read = (maxKeys: number, maxBinBytes: number) => {
    const outcome = readArchive(archive, { maxKeys, maxBinBytes })
    return outcome.ok ? outcome.value.exportBin.length : outcome.failure.rule
  }
  const length = read(3, 10_000)
  expect(length).toBeTypeOf('number')
  expect(read(3, Number(length))).toBe(length)
  expect(read(3, Number(length) - 1)).toBe('entry-too-large')
  expect(read(2, 10_000)).toBe('too-many-keys')
})
