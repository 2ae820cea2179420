import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import {
  isNhsRegion,
  type NhsObject,
  nhsDirectory,
  nhsObjectName,
  parseNhsObjectName,
} from './names.ts'
import { PERIOD_SECONDS } from './windows.ts'

const utc = (year: number, month: number, day: number, hour = 0) =>
  asUnixSeconds(Date.UTC(year, month - 1, day, hour) / 1000)

test.each<[string, NhsObject, string]>([
  [
    '',
    { region: undefined, kind: 'daily', end: utc(2020, 7, 20) },
    'distribution/daily/2020072000.zip',
  ],
  [
    '',
    { region: undefined, kind: 'two-hourly', end: utc(2020, 7, 20, 16) },
    'distribution/two-hourly/2020072016.zip',
  ],
  [
    '',
    { region: 'GB-SCT', kind: 'daily', end: utc(2020, 12, 31) },
    'distribution/GB-SCT/daily/2020123100.zip',
  ],
  [
    'uk/test',
    { region: 'JE', kind: 'two-hourly', end: utc(2021, 1, 1) },
    'uk/test/distribution/JE/two-hourly/2021010100.zip',
  ],
])('under "%s", %o is %s, and back', (prefix, object, name) => {
  expect(nhsObjectName(prefix, object)).toBe(name)
  expect(parseNhsObjectName(prefix, name)).toEqual(object)
})

describe('no name of an archive', () => {
  test.each([
    ['a daily one of another hour', 'distribution/daily/2020070106.zip'],
    ['a two-hourly one of an odd hour', 'distribution/two-hourly/2020070107.zip'],
    ['a day that there is not', 'distribution/daily/2020023000.zip'],
    ['hour 24', 'distribution/two-hourly/2020070124.zip'],
    ['another kind', 'distribution/hourly/2020070106.zip'],
    ['another ending', 'distribution/daily/2020070100.ZIP'],
    ['something before', 'x/distribution/daily/2020070100.zip'],
    ['something after', 'distribution/daily/2020070100.zip/'],
    ['two slashes', 'distribution//daily/2020070100.zip'],
    ['a region in lower case', 'distribution/gb-sct/daily/2020070100.zip'],
    ['two regions', 'distribution/JE/GI/daily/2020070100.zip'],
    ['no file', 'distribution/daily/'],
    ['a year before 1970', 'distribution/daily/1969070100.zip'],
    ['nothing', ''],
  ])('%s', (_what, name) => {
    expect(parseNhsObjectName('', name)).toBeUndefined()
  })

  test('one of another prefix', () => {
    expect(parseNhsObjectName('uk', 'distribution/daily/2020070100.zip')).toBeUndefined()
    expect(parseNhsObjectName('uk', 'uk2/distribution/daily/2020070100.zip')).toBeUndefined()
    expect(parseNhsObjectName('', 'uk/distribution/daily/2020070100.zip')).toBeUndefined()
  })
})

test('every name is read as what it was made of', () => {
  const object = fc
    .record({
      region: fc.option(fc.constantFrom('JE', 'GI', 'GB-EAW', 'GB-1'), { nil: undefined }),
      kind: fc.constantFrom('daily' as const, 'two-hourly' as const),
      at: fc.integer({ min: 0, max: 4e9 }),
    })
    .map(({ region, kind, at }) => ({
      region,
      kind,
      end: asUnixSeconds(at - (at % PERIOD_SECONDS[kind])),
    }))
  fc.assert(
    fc.property(object, fc.constantFrom('', 'uk', 'a/b'), (known, prefix) => {
      const name = nhsObjectName(prefix, known)
      expect(name.startsWith(nhsDirectory(prefix, known))).toBe(true)
      expect(parseNhsObjectName(prefix, name)).toEqual(known)
    }),
    { seed: 1119 },
  )
})

test.each([
  ['GB', true],
  ['GB-EAW', true],
  ['GB-1', true],
  ['gb', false],
  ['GBR', false],
  ['GB-', false],
  ['GB-EAWX', false],
  ['daily', false],
])('"%s" is a region: %s', (text, expected) => {
  expect(isNhsRegion(text)).toBe(expected)
})
