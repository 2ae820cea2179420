import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { compressor } from '../../../platform/compressor.ts'
import { concatBytes, utf8 } from '../../bytes.ts'
import { buildContentArchive, manifestOf, setListOf } from './content.ts'

describe('a manifest', () => {
  test('has its members in the order that apps know', () => {
    const inForce = new Map([
      ['resourceBundle', 'c'],
      ['appConfig', 'b'],
      ['riskCalculationParameters', 'a'],
    ])
    expect(manifestOf(['x', 'y'], inForce)).toBe(
      '{"exposureKeySets":["x","y"],"riskCalculationParameters":"a","appConfig":"b","resourceBundle":"c"}',
    )
  })

  test('says with an empty text that there is no document of a kind', () => {
    expect(manifestOf([], new Map([['other', 'a']]))).toBe(
      '{"exposureKeySets":[],"riskCalculationParameters":"","appConfig":"","resourceBundle":""}',
    )
  })

  test('of a country has a list of its sets beside it', () => {
    expect(setListOf(['x', 'y'])).toBe('["x","y"]')
    expect(setListOf([])).toBe('[]')
  })
})

test('a content is zipped with its signature, in this order', () => {
  const pieces = buildContentArchive(utf8('{}'), utf8('signature'), compressor)
  const entries = unzipSync(concatBytes(...pieces))
  expect(Object.keys(entries)).toEqual(['content.bin', 'content.sig'])
  expect(Object.values(entries).map((bytes) => new TextDecoder().decode(bytes))).toEqual([
    '{}',
    'signature',
  ])
})
