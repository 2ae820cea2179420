import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  EMPTY_EXPORT_BIN_BYTES,
  EXPORT_BIN_HEX,
} from '../../../../test/vectors/corona-warn-app/export-bin.ts'
import { fromHex, utf8 } from '../../bytes.ts'
import { cwaHash } from './hash.ts'

const md5 = (content: Uint8Array) => Uint8Array.from(createHash('md5').update(content).digest())

const EXPORT_BIN = fromHex(EXPORT_BIN_HEX) ?? new Uint8Array()

// The first is asserted by the original's own test; the others come of "openssl md5 -binary FILE | openssl md5".
test.each([
  ['World', '65584eac1cb9fd270adb3a733be69c3e'],
  ['["v1"]', 'b566f8ed2af30a965e81e5b426a3d84d'],
  ['["v2"]', 'e3095e02261323250ab3354dd338e5a7'],
  ['["DE","EUR"]', 'e5307dda788faf80525ae6e7f5d78cc2'],
  ['[]', '1a311c58d8b6ed5dcee81db696d37cb8'],
  ['[0,1,2]', '05cc83ff1c699e77e3f9b1d229e6b3df'],
  ['["2020-10-06"]', '919b80cd07103742f0491ac2cca77d27'],
])('the hash of %s is that of the original', (text, hash) => {
  expect(cwaHash(utf8(text), md5)).toBe(hash)
})

test('the hash of an archive is that of its export.bin, header and all', () => {
  expect(cwaHash(EXPORT_BIN, md5)).toBe('1c6b16f0058123d328a371b316ad0d80')
  expect(cwaHash(EXPORT_BIN.subarray(0, EMPTY_EXPORT_BIN_BYTES), md5)).toBe(
    '1bf226e7bef8b95212291cb7a0a2ed1b',
  )
})
