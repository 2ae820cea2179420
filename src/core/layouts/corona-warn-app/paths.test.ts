import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CoronaWarnAppObject, isKeyFile, objectName, parseObjectName } from './paths.ts'

const KEYS = 'version/v1/diagnosis-keys/country'
const DATE = '2020-10-06'

const NAMES: readonly (readonly [string, CoronaWarnAppObject])[] = [
  ['version', { kind: 'versions' }],
  ['version/index-v2', { kind: 'versions_v2' }],
  [KEYS, { kind: 'countries' }],
  [`${KEYS}/DE/date`, { kind: 'dates', country: 'DE' }],
  [`${KEYS}/DE/date/2020-10-06`, { kind: 'day', country: 'DE', date: DATE }],
  [`${KEYS}/EUR/date/2020-10-06/hour`, { kind: 'hours', country: 'EUR', date: DATE }],
  [`${KEYS}/EUR/date/2020-10-06/hour/7`, { kind: 'hour', country: 'EUR', date: DATE, hour: 7 }],
  [`${KEYS}/EUR/date/2020-10-06/hour/0`, { kind: 'hour', country: 'EUR', date: DATE, hour: 0 }],
  [
    `${KEYS}/DE/date/2020-02-29/hour/23`,
    { kind: 'hour', country: 'DE', date: '2020-02-29', hour: 23 },
  ],
]

describe('names of objects', () => {
  test.each(NAMES)('%s is one, without a prefix and with one', (name, object) => {
    expect(objectName('', object)).toBe(name)
    expect(parseObjectName('', name)).toEqual(object)
    expect(objectName('de', object)).toBe(`de/${name}`)
    expect(parseObjectName('de', `de/${name}`)).toEqual(object)
  })

  test.each([
    '',
    '/version',
    'version/',
    'version/index',
    'version/v1',
    'version/v2/diagnosis-keys/country',
    `${KEYS}/`,
    `${KEYS}/DE`,
    `${KEYS}/DE/date/`,
    `${KEYS}/D E/date`,
    `${KEYS}/../date`,
    `${KEYS}/DE/date/2020-13-01`,
    `${KEYS}/DE/date/2021-02-29`,
    `${KEYS}/DE/date/2020-1-1`,
    `${KEYS}/DE/date/2020-10-06/`,
    `${KEYS}/DE/date/2020-10-06/index`,
    `${KEYS}/DE/date/2020-10-06/hour/`,
    `${KEYS}/DE/date/2020-10-06/hour/07`,
    `${KEYS}/DE/date/2020-10-06/hour/24`,
    `${KEYS}/DE/date/2020-10-06/hour/-1`,
    `${KEYS}/DE/date/2020-10-06/hour/7/`,
    `${KEYS}/DE/date/2020-10-06/hour/7\n`,
    `${KEYS}/DE/date/2020-10-06/Hour/7`,
    `de/${KEYS}`,
    'version/v1/twp/country/DE/hour',
  ])('%j is none', (name) => {
    expect(parseObjectName('', name)).toBeUndefined()
  })

  test('a name under another prefix is none', () => {
    expect(parseObjectName('de', 'version')).toBeUndefined()
    expect(parseObjectName('de', 'deversion')).toBeUndefined()
    expect(parseObjectName('de', 'fr/version')).toBeUndefined()
  })

  test('every text is no name, or the name of what it is read as', () => {
    const part = fc.constantFrom('DE', 'EUR', 'date', DATE, 'hour', '7', '07', '23', '24', '')
    fc.assert(
      fc.property(fc.constantFrom('', 'de'), fc.array(part, { maxLength: 6 }), (prefix, parts) => {
        const name = [...(prefix === '' ? [] : [prefix]), KEYS, ...parts].join('/')
        const object = parseObjectName(prefix, name)
        if (object !== undefined) expect(objectName(prefix, object)).toBe(name)
      }),
    )
  })

  test('days and hours hold keys; every other object is an index, index-v2 too', () => {
    const files = NAMES.filter(([, object]) => isKeyFile(object)).map(([name]) => name)
    expect(files).toEqual([
      `${KEYS}/DE/date/2020-10-06`,
      `${KEYS}/EUR/date/2020-10-06/hour/7`,
      `${KEYS}/EUR/date/2020-10-06/hour/0`,
      `${KEYS}/DE/date/2020-02-29/hour/23`,
    ])
  })
})
