import { describe, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds } from '../../time.ts'
import { contentIdOf, isContentId } from './content-id.ts'
import { type ContentName, objectNameOf, readContentPath, setMaxAgeSeconds } from './paths.ts'

const GUID = '0f8fad5b-d9cb-469f-a165-70867728950e'
const BARE = GUID.replaceAll('-', '')
const SHA = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

describe('an id', () => {
  test.each([GUID, BARE, SHA, GUID.toUpperCase()])('may be %s', (id) => {
    expect(isContentId(id)).toBe(true)
  })

  test.each(['', 'x', BARE.slice(1), `${SHA}0`, `{${GUID}}`, `${BARE}\n`, GUID.replace('-', '')])(
    'may not be "%s"',
    (id) => {
      expect(isContentId(id)).toBe(false)
    },
  )

  test('is the beginning of a digest, and a GUID by its form', () => {
    const digest = Uint8Array.from({ length: 32 }, (_, i) => i)
    expect(contentIdOf(digest)).toBe('000102030405060708090a0b0c0d0e0f')
    expect(isContentId(contentIdOf(digest))).toBe(true)
  })
})

const NAMES: [string, ContentName][] = [
  ['v6/manifest', { kind: 'manifest', country: undefined }],
  ['v6/manifest/DE', { kind: 'manifest', country: 'DE' }],
  [`v6/exposurekeyset/${BARE}`, { kind: 'set', id: BARE, country: undefined }],
  ['v6/exposurekeyset/DE', { kind: 'set_list', country: 'DE' }],
  [`v6/exposurekeyset/DE/${SHA}`, { kind: 'set', id: SHA, country: 'DE' }],
  [`v6/appconfig/${GUID}`, { kind: 'appconfig', id: GUID }],
  [`v6/riskcalculationparameters/${BARE}`, { kind: 'riskcalculationparameters', id: BARE }],
  [`v6/resourcebundle/${SHA}`, { kind: 'resourcebundle', id: SHA }],
]

test.each(NAMES)('%s is a name, and read as it is written', (path, name) => {
  expect(objectNameOf('v6', name)).toBe(path)
  expect(readContentPath(path, 'v6')).toEqual(name)
  expect(readContentPath(path.slice(3), '')).toEqual(name)
  expect(objectNameOf('', name)).toBe(path.slice(3))
})

test.each([
  'v6/appconfig/1',
  'v6/exposurekeyset/xyz',
  `v6/exposurekeyset/DE/${BARE.slice(1)}`,
  `v6/exposurekeyset/de/${BARE}`,
  'v6/manifest/de',
  'v6/manifest/NLD',
  'v6/manifest/',
])('%s is malformed', (path) => {
  expect(readContentPath(path, 'v6')).toBe('malformed')
})

test.each([
  'v6',
  'v6/',
  'v5/manifest',
  'manifest',
  'v6/Manifest',
  'v6/manifest/QQ',
  'v6/exposurekeyset',
  `v6/exposurekeyset/QQ/${BARE}`,
  'v6/appconfig',
  `v6/appconfig/DE/${BARE}`,
  `v6/exposurekeyset/DE/${BARE}/x`,
])('%s is not there', (path) => {
  expect(readContentPath(path, 'v6')).toBe('unknown')
})

test.each([
  ['new', 0, 1_227_600],
  ['two weeks old', 14 * 86_400, 18_000],
  ['a minute and a second before its end', 1_227_600 - 61, 61],
  ['a minute before its end', 1_227_600 - 60, 60],
  ['past its end', 1_227_601, 60],
])('a set that is %s may be kept', (_age, age, expected) => {
  const releasedAt = asUnixSeconds(1_600_000_000)
  expect(setMaxAgeSeconds(releasedAt, addSeconds(releasedAt, age), 14)).toBe(expected)
})
