import { describe, expect, test } from 'vitest'
import { isMirrorFilename, upperCaseUuid } from './mirror-names.ts'

describe('names of a mirror', () => {
  test.each(['a.zip', '1784419200-1784433600-00001.zip', 'A_b~c-d.zip'])(
    '%s can be served',
    (name) => {
      expect(isMirrorFilename(name)).toBe(true)
    },
  )
  test.each(['', '.zip', '..', 'a/b', 'a b', 'a\\b', 'ä.zip', 'index.txt', 'INDEX.TXT', 'a%2fb'])(
    '%s can not',
    (name) => {
      expect(isMirrorFilename(name)).toBe(false)
    },
  )

  test('carry UUIDs of version 4 in upper case', () => {
    const uuid = upperCaseUuid((length) => new Uint8Array(length).fill(0xff))
    expect(uuid).toBe('FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF')
    const other = upperCaseUuid((length) => Uint8Array.from({ length }, (_, i) => i))
    expect(other).toBe('00010203-0405-4607-8809-0A0B0C0D0E0F')
  })
})
